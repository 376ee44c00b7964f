"""The portal's own list of occupations is whole."""

from collections import Counter

import pytest

from portal.data.occupations import Occupation, by_sector, occupations, sectors

EVERY = list(occupations().values())


def test_there_are_516_of_five_digits() -> None:
    assert len(EVERY) == 516
    assert all(len(o.noc) == 5 and o.noc.isdigit() for o in EVERY)


def test_the_second_digit_is_the_teer() -> None:
    assert [o.noc for o in EVERY if o.teer != int(o.noc[1])] == []


def test_there_are_about_eighty_sectors_and_all_are_used() -> None:
    assert 70 <= len(sectors()) <= 90
    assert [slug for slug, held in by_sector().items() if not held] == []


def test_sectors_have_their_own_name_in_each_language() -> None:
    for language in ("fr", "en"):
        names = Counter(sector.name(language) for sector in sectors().values())
        assert [name for name, times in names.items() if times > 1 or not name] == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_has_five_names_a_title_and_a_description(language: str) -> None:
    assert [o.noc for o in EVERY if len(set(o.names(language))) < 5] == []
    assert [o.noc for o in EVERY if not o.title(language) or not o.about(language)] == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_headlines_are_unique(language: str) -> None:
    headlines = Counter(o.headline(language) for o in EVERY)
    assert [text for text, times in headlines.items() if times > 1] == []


def test_interests_are_riasec_letters_each_once() -> None:
    def is_sound(occupation: Occupation) -> bool:
        letters = occupation.riasec
        return 1 <= len(letters) == len(set(letters)) <= 3 and set(letters) <= set("RIASEC")

    assert [o.noc for o in EVERY if not is_sound(o)] == []


def test_french_names_have_their_feminine() -> None:
    """A masculine ending that has a feminine one is never given alone."""
    gendered = ("eur", "ier", "ien", "teur")
    no_person = {"étudier", "planifier", "vérifier", "plier", "relier"}  # what one does
    no_person |= {"soutien", "métier", "courrier"}
    alone = [
        name.masculine
        for o in EVERY
        for name in o.names_fr
        if name.masculine == name.feminine
        and (first := name.masculine.split()[0]).endswith(gendered)
        and first not in no_person
    ]
    assert alone == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_occupation_tells_a_day_of_it(language: str) -> None:
    days = [occupation.day(language) for occupation in EVERY]
    assert len(set(days)) == len(days), "each has its own"
    assert [day for day in days if not (40 < len(day) < 180 and day.endswith("."))] == []
    assert [day for day in days if "'" in day] == [], "the apostrophe of print"


def test_an_occupation_can_be_a_key() -> None:
    """Marks and counts are kept by occupation: a list among its fields fails a whole search."""
    assert len({occupation: occupation.noc for occupation in EVERY}) == len(EVERY)


def test_names_are_clean() -> None:
    for occupation in EVERY:
        pairs = (*occupation.names_fr, *occupation.names_en)
        for name in {form for pair in pairs for form in (pair.masculine, pair.feminine)}:
            assert name == " ".join(name.split()), name
            assert "'" not in name or name in {n.masculine for n in occupation.names_en}, name


def test_a_narrower_job_is_told_once_and_in_both_genders() -> None:
    for occupation in EVERY:
        for language in ("fr", "en"):
            more = [name.masculine for name in occupation.more(language)]
            assert len(more) == len(set(more)), occupation.noc
    told = {name.masculine: name.feminine for o in EVERY for name in o.more("fr")}
    assert told["toiletteur de chiens"] == "toiletteuse de chiens"


def test_every_occupation_has_narrower_jobs_in_both_languages() -> None:
    assert [o.noc for o in EVERY if min(len(o.more("fr")), len(o.more("en"))) < 3] == []


def test_what_one_does_is_told_with_a_verb_and_stands_among_no_names() -> None:
    both = [(o, code) for o in EVERY for code in ("fr", "en")]
    told = {text for o, code in both for text in (*o.doing(code), *o.wishes(code))}
    assert {"soigner les animaux", "fixing cars", "save lives", "sauver des vies"} <= told
    named = {n.masculine for o, code in both for n in (*o.names(code), *o.more(code))}
    assert told.isdisjoint(named)
    assert not any("|" in text or ";" in text for text in told)
