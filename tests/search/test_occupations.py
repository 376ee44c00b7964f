"""The occupation finder understands what people type."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.data.occupations import occupations
from portal.search.occupations import finder, suggest
from portal.search.spelling import edits, root, sound

NURSE, WELDER, HAIR, ELECTRICIAN, DENTIST = "31301", "72106", "63210", "72200", "31110"


@pytest.mark.parametrize(
    ("typed", "language", "noc"),
    [
        ("infirmière", "fr", NURSE),
        ("INFIRMIERE", "fr", NURSE),
        ("infirmiers", "fr", NURSE),
        ("infirmi", "fr", NURSE),
        ("infirmeire", "fr", NURSE),
        ("nurse", "fr", NURSE),
        ("infirmier", "en", NURSE),
        ("je veux devenir infirmière", "fr", NURSE),
        ("soudeuse", "fr", WELDER),
        ("soudage", "fr", WELDER),
        ("welders", "en", WELDER),
        ("coifeuse", "fr", HAIR),
        ("électricienne", "fr", ELECTRICIAN),
        ("electrision", "en", ELECTRICIAN),
        ("dantiste", "fr", DENTIST),
        ("civile ingénieure", "fr", "21300"),
    ],
)
def test_an_occupation_is_among_the_first_five(typed: str, language: str, noc: str) -> None:
    assert noc in [occupation.noc for occupation in suggest(typed, language)[:5]]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_headline_finds_its_own_occupation_first_or_beside_a_namesake(language: str) -> None:
    lost = [
        noc
        for noc, occupation in occupations().items()
        if noc not in [o.noc for o in suggest(occupation.headline(language), language)[:3]]
    ]
    assert lost == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_everyday_name_finds_its_occupation(language: str) -> None:
    names = [
        (noc, form)
        for noc, occupation in occupations().items()
        for name in occupation.names(language)
        for form in (name.masculine, name.feminine)
    ]
    lost = [form for noc, form in names if noc not in {o.noc for o in suggest(form, language)}]
    assert len(lost) <= len(names) * 0.005, lost


def test_nothing_comes_of_nothing() -> None:
    for typed in ("", "   ", "zzzzqqqq", "🙂", "%%%", "' OR 1=1"):
        assert len(suggest(typed, "fr")) <= 10
    assert suggest("", "fr") == suggest("zzzzqqqq", "fr") == []


def test_a_very_long_query_is_answered() -> None:
    assert len(suggest("infirmière " * 10_000, "fr")) >= 1


def test_scores_go_down_and_codes_come_once() -> None:
    found = finder().find("technicien en informatique", "fr")
    assert [f.score for f in found] == sorted((f.score for f in found), reverse=True)
    assert len({f.occupation.noc for f in found}) == len(found)


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [("abc", "abc", 0), ("abc", "acb", 1), ("abc", "ab", 1), ("abc", "xbz", 2), ("abc", "xyz", 3)],
)
def test_edits_count_swaps_once(one: str, other: str, apart: int) -> None:
    assert edits(one, other, 3) == apart
    assert edits(one, other, 1) == min(apart, 2)


def test_words_that_sound_alike() -> None:
    for one, other in [("fotografe", "photographe"), ("arkitecte", "arquitecte")]:
        assert sound(one) == sound(other)
    assert root("soudage") == root("soudeur")


@pytest.mark.parametrize(
    ("typed", "language", "noc"),
    [("weld", "en", "72106"), ("elec", "en", "72200"), ("plom", "fr", "72300")],
)
def test_a_name_half_typed_comes_first(typed: str, language: str, noc: str) -> None:
    assert suggest(typed, language)[0].noc == noc


@pytest.mark.parametrize(
    ("typed", "language", "noc"),
    [
        ("je veux travailler avec les animaux", "fr", "65220"),
        ("gars qui pose des panneaux solaires", "fr", "72200"),
        ("someone who fixes cars", "en", "72410"),
        ("chauffeur de camion", "en", "73300"),
        ("roofer", "fr", "73110"),
        ("couvreuse", "en", "73110"),
        ("panneaux solaires poseur", "fr", "72200"),
        ("éduc spé", "fr", "42201"),
        ("vet tech", "en", "32104"),
        ("fysio", "fr", "31202"),
        ("cabinet maker", "en", "72311"),
    ],
)
def test_what_comes_to_mind_is_understood(typed: str, language: str, noc: str) -> None:
    assert noc in [occupation.noc for occupation in suggest(typed, language)[:5]]


def test_the_name_that_was_met_is_told() -> None:
    pab = finder().find("PAB", "fr")[0]
    assert (pab.occupation.noc, pab.also("fr")) == ("33102", "PAB")
    nurse = finder().find("infirmière", "fr")[0]
    assert nurse.also("fr") == ""  # its title says it
    groomer = finder().find("toiletteur de chiens", "fr")[0]
    assert groomer.also("fr").startswith("toiletteuse de chiens, toiletteur")


def test_a_word_far_from_any_still_finds_something_near() -> None:
    assert suggest("orthodontologistique", "fr") != []


def test_word_order_and_case_do_not_count() -> None:
    one, other = suggest("ingénieur civil", "fr"), suggest("CIVIL Ingénieur", "fr")
    assert one[0] is other[0]


@settings(deadline=None)
@given(st.text(max_size=2_000), st.sampled_from(["fr", "en"]))
def test_no_text_is_too_odd(text: str, language: str) -> None:
    found = finder().find(text, language)
    assert len({f.occupation.noc for f in found}) == len(found)
    assert all(f.score > 0 for f in found)


@pytest.mark.parametrize(
    "odd",
    [
        "'; DROP TABLE person; --",
        "%",
        "_",
        "*",
        "soud*",
        ".*",
        "(a+)+$",
        "[",
        "\\",
        "\0",
        "a\nb",
        "🧑‍🚒",
    ],
)
def test_marks_of_other_languages_are_only_marks(odd: str) -> None:
    assert len(suggest(odd, "fr")) <= 10


def test_marks_around_a_word_change_nothing() -> None:
    plain = suggest("soudeuse", "fr")
    assert suggest("%soudeuse*", "fr") == suggest("(soudeuse)+$ 🔥", "fr") == plain


@pytest.mark.parametrize(
    ("words", "among"),
    [
        ("je veux sauver des vies", {"31301", "32102", "42101"}),
        ("I want to work outside", {"84111", "85121", "73110"}),
        ("travailler avec les animaux", {"31103", "32104"}),
        ("aimer cuisiner", {"63200", "62200"}),
    ],
)
def test_a_wish_finds_who_lives_it(words: str, among: set[str]) -> None:
    found = [one.occupation.noc for one in finder().find(words, "fr")[:10]]
    assert among <= set(found)


@pytest.mark.parametrize("words", ["je ne sais pas quoi faire", "I don't know", "quoi faire"])
def test_who_names_nothing_is_not_answered_as_if_they_did(words: str) -> None:
    assert not any(one.is_likely for one in finder().find(words, "fr"))


def test_letters_in_common_are_the_last_resort() -> None:
    found = finder().find("asdfghjkl", "fr")
    assert found
    assert not found[0].is_likely
    assert finder().find("🚀", "fr") == []
