"""The directory: filters, counts, order, and no way around the policy."""

from datetime import timedelta

import pytest
from flask import Flask

from portal import clock
from portal.extensions import db, unit_of_work
from portal.models.mentors import Mentor
from portal.models.people import Person, PersonState
from portal.models.schools import School
from portal.search import index
from portal.search.mentors import MentorQuery, MentorResults, search_mentors
from tests.cast import ENVOL, HAVRE, IDS, Cast
from tests.search.crowd import write_crowd
from tests.statements import statements

NAMES = {number: name for name, number in IDS.items()}


def search(cast: Cast, who: str = "zoe", **asked: object) -> MentorResults:
    query = MentorQuery(**asked)  # type: ignore[arg-type]
    return search_mentors(cast.person(who), query, reader_language="fr")


def names(results: MentorResults) -> set[str]:
    return {NAMES[row.mentor_id] for row in results.rows}


FINDS = {
    "zoe": {"marc", "grace"},
    "noah": {"marc", "grace"},
    "lea": {"marc", "grace"},
    "claire": {"marc", "grace"},
    "denis": {"marc", "grace"},
    "mona": {"marc", "grace"},
    "coralie": {"marc", "grace"},
    "adele": {"marc", "grace"},
    "marc": set(),
    "grace": set(),
    "paul": set(),
    "nadia": set(),
}


@pytest.mark.parametrize(("who", "found"), FINDS.items())
def test_who_finds_whom(indexed: Flask, cast: Cast, who: str, found: set[str]) -> None:
    with indexed.app_context():
        assert names(search(cast, who)) == found


@pytest.mark.parametrize("way", ["deactivated", "paused", "suspended", "never activated"])
def test_the_index_proposes_and_the_database_disposes(
    indexed: Flask, cast: Cast, way: str
) -> None:
    """Marc is still in the index; no search shows him."""
    with indexed.app_context():
        with unit_of_work():
            marc = db.session.get_one(Mentor, IDS["marc"])
            if way == "deactivated":
                marc.deactivated_at = clock.now()
            if way == "paused":
                marc.paused_until = clock.today() + timedelta(days=3)
            if way == "never activated":
                marc.activated_at = None
            if way == "suspended":
                db.session.get_one(Person, IDS["marc"]).state = PersonState.SUSPENDED
        for asked in ({}, {"text": "soudeur"}, {"region": "04"}, {"sector": "welding"}):
            results = search(cast, **asked)
            assert "marc" not in names(results)
            assert results.total == len(results.rows)


def test_a_mentor_on_pause_is_neither_shown_nor_counted(indexed: Flask, cast: Cast) -> None:
    with indexed.app_context():
        results = search(cast, text="charpentier")
        assert "paul" not in names(results)
        assert "12" not in search(cast).counts["region"]
        later = clock.now() + timedelta(days=31)
        with clock.frozen_at(later):
            assert names(search(cast, text="charpentier")) == {"paul"}


def test_full_mentors_are_absent_unless_asked_for(indexed: Flask, cast: Cast) -> None:
    with indexed.app_context():
        with unit_of_work():
            db.session.get_one(Mentor, IDS["marc"]).open_matches = 3
        assert names(search(cast)) == {"grace"}
        assert search(cast, text="soudeur").rows == []
        shown = search(cast, text="soudeur", available="any").rows
        assert [(NAMES[row.mentor_id], row.has_room) for row in shown] == [("marc", False)]
        assert search(cast, text="soudeur").counts["available"] == {"any": 1}


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("soudeuse", "fr", "marc"),
        ("SOUDEUR", "fr", "marc"),
        ("welder", "fr", "marc"),
        ("welding", "en", "marc"),
        ("infirmiere", "fr", "grace"),
        ("infirmiers", "en", "grace"),
        ("nurse", "fr", "grace"),
        ("l’infirmière", "fr", "grace"),
        ("infirmeire", "fr", "grace"),
        ("infirm", "fr", "grace"),
        ("Grace", "fr", "grace"),
    ],
)
def test_words_find_the_mentor(
    indexed: Flask, cast: Cast, text: str, language: str, found: str
) -> None:
    with indexed.app_context():
        results = search_mentors(
            cast.person("zoe"), MentorQuery(text=text), reader_language=language
        )
        assert found in names(results)


def test_misspelt_words_say_whose_mentors_stand_in(indexed: Flask, cast: Cast) -> None:
    with indexed.app_context():
        results = search(cast, text="infirmeire")
        assert "31301" in [occupation.noc for occupation in results.stand_ins]
        assert search(cast, text="infirmière").stand_ins == ()


def test_nobody_is_no_dead_end(indexed: Flask, cast: Cast) -> None:
    with indexed.app_context():
        results = search(cast, text="soudeur", region="01")
        assert results.rows == []
        assert results.nearest[0].occupation.noc == "72106"
        assert results.nearest[0].mentors == 1
        assert search(cast, text="zzzzqqq").nearest == ()


def test_near_is_the_region_of_the_readers_own_schools(indexed: Flask, cast: Cast) -> None:
    with indexed.app_context():
        with unit_of_work():
            db.session.get_one(School, ENVOL).region = "04"
            db.session.get_one(School, HAVRE).region = "06"
        assert names(search(cast, "zoe", near="1")) == {"marc"}
        assert names(search(cast, "lea", near="1")) == {"grace"}
        assert names(search(cast, "claire", near="1")) == {"marc"}
        assert names(search(cast, "denis", near="1")) == {"marc"}  # by a class group
        assert names(search(cast, "fatou", near="1")) == {"grace"}
        assert names(search(cast, "mona", near="1")) == set()  # no school of one's own
        assert search(cast, "zoe").counts["near"] == {"1": 1}
        assert search(cast, "mona").counts["near"] == {}
        assert search(cast, "zoe", near="1", region="06").total == 0  # they contradict


def test_an_occupation_alone_is_a_search(indexed: Flask, cast: Cast) -> None:
    with indexed.app_context():
        assert names(search(cast, occupation="72106")) == {"marc"}
        nobody = search(cast, occupation="72310")  # paul is on pause
        assert (nobody.total, nobody.meant and nobody.meant.noc) == (0, "72310")
        assert nobody.gap == "72310"
        assert search(cast, occupation="72106", sector="nursing").rows == []


GAPS = [
    ({"text": "astronome"}, "21100"),  # known, nobody does it
    ({"text": "charpentier"}, "72310"),  # paul is on pause
    ({"text": "zzzzqqq"}, ""),
    ({"text": "soudeur"}, None),
    ({"text": "soudeur", "region": "01"}, None),  # a filter of one's own is no gap
    ({"occupation": "31301"}, None),
    ({"region": "01"}, None),
    ({}, None),
]


@pytest.mark.parametrize(("asked", "gap"), GAPS)
def test_a_gap_is_an_occupation_that_nobody_can_be_found_for(
    indexed: Flask, cast: Cast, asked: dict[str, str], gap: str | None
) -> None:
    with indexed.app_context():
        assert search(cast, **asked).gap == gap


def test_an_occupation_whose_mentors_are_all_full_is_a_gap(indexed: Flask, cast: Cast) -> None:
    with indexed.app_context():
        with unit_of_work():
            db.session.get_one(Mentor, IDS["marc"]).open_matches = 3
        assert search(cast, text="soudeuse").gap == "72106"


def test_counts_are_what_filtering_gives(indexed: Flask, cast: Cast) -> None:
    """For each value of each filter, with and without words and other filters."""
    with indexed.app_context():
        write_crowd(120)
        index.rebuild()
        for asked in (
            {},
            {"text": "technicienne"},
            {"language": "en"},
            {"region": "03", "available": "any"},
            {"newcomers": "1"},
            {"sector": "nursing", "available": "any"},
            {"text": "manager", "language": "es", "path": "dec"},
        ):
            results = search(cast, **asked)
            for name, values in results.counts.items():
                for value, count in values.items():
                    narrowed = search(cast, **(asked | {name: value}))
                    assert narrowed.total == count, (asked, name, value)


def test_filters_hold_for_each_row(indexed: Flask, cast: Cast) -> None:
    with indexed.app_context():
        write_crowd(120)
        index.rebuild()
        results = search(cast, language="es", path="dep")
        assert results.rows
        for row in results.rows:
            assert "es" in row.languages
            assert row.has_room
            assert row.path == "dep"


def test_pages_hold_everyone_once(indexed: Flask, cast: Cast) -> None:
    with indexed.app_context():
        write_crowd(100)  # a quarter of them is full
        index.rebuild()
        pages = [search(cast, page=number) for number in range(1, 5)]
        ids = [row.mentor_id for page in pages for row in page.rows]
        assert len(ids) == len(set(ids)) == pages[0].total == 77
        assert [page.has_next for page in pages] == [True, True, True, False]
        assert [page.has_previous for page in pages] == [False, True, True, True]
        assert search(cast, page=5_000).number == 4
        assert [r.mentor_id for r in search(cast).rows] == [r.mentor_id for r in pages[0].rows]


def test_those_who_do_it_come_before_those_who_mention_it(indexed: Flask, cast: Cast) -> None:
    with indexed.app_context():
        with unit_of_work():
            grace = db.session.get_one(Mentor, IDS["grace"])
            grace.bio_fr = "soudeur " * 40
        index.update_mentors([IDS["grace"]])
        rows = search(cast, text="soudeuse").rows
        assert [NAMES[row.mentor_id] for row in rows] == ["marc", "grace"]


def test_the_same_statements_whatever_the_rows(indexed: Flask, cast: Cast) -> None:
    with indexed.app_context():
        counts = []
        for first, number in ((1000, 20), (2000, 200)):
            write_crowd(number, first=first)
            index.rebuild()
            with clock.moved_by(timedelta(seconds=first)):  # so that it asks who is there
                viewer = cast.person("zoe")
                with statements(indexed) as seen:
                    search_mentors(viewer, MentorQuery(), reader_language="fr")
                with statements(indexed) as again:
                    search_mentors(viewer, MentorQuery(), reader_language="fr")
            counts.append((len(seen), len(again)))
        assert counts == [(3, 2), (3, 2)]
