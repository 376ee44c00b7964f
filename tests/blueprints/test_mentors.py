"""The directory and the profiles as pages."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import html5lib
import pytest
from flask import Flask
from sqlalchemy import func, select

from portal import clock
from portal.data.occupations import occupations
from portal.extensions import db, unit_of_work
from portal.models.class_groups import ClassGroupMember
from portal.models.class_searches import ClassSearch
from portal.models.jobs import Job
from portal.models.mentors import Mentor
from portal.models.people import Person
from portal.models.schools import School
from portal.models.search_gaps import SearchGap
from portal.models.students import Level, Student
from portal.search import index
from tests.cast import ENVOL, GROUP_401, HAVRE, IDS, Cast
from tests.search.crowd import write_crowd
from tests.statements import statements_of

MAY_SEARCH = {
    "zoe": 200,
    "noah": 200,
    "lea": 200,
    "claire": 200,
    "denis": 200,
    "fatou": 200,
    "mona": 200,
    "coralie": 200,
    "adele": 200,
    "marc": 404,
    "grace": 404,
    "paul": 404,
    None: 302,
}


def text_of(cast: Cast, address: str, who: str = "zoe") -> str:
    answer = cast.client(who).get(address)
    assert answer.status_code == 200, address
    return answer.get_data(as_text=True)


def options(page: str, name: str) -> dict[str, str]:
    document = html5lib.parse(page, namespaceHTMLElements=False)
    select_ = document.find(f".//select[@name='{name}']")
    return {o.get("value"): (o.text or "").strip() for o in select_.iter("option")}


@pytest.mark.parametrize(("who", "status"), MAY_SEARCH.items())
def test_who_may_search(indexed: Flask, cast: Cast, who: str | None, status: int) -> None:
    assert cast.client(who).get("/mentors").status_code == status


def test_cards_say_what_a_student_needs(indexed: Flask, cast: Cast) -> None:
    page = text_of(cast, "/mentors?q=soudeuse")
    assert "Marc B." in page
    assert "Bélanger" not in page
    assert "Mauricie" in page
    assert "Grace" not in page
    assert "marc@example.org" not in page


def test_every_part_of_the_search_is_in_the_address(indexed: Flask, cast: Cast) -> None:
    with indexed.app_context():
        write_crowd(80)
        index.rebuild()
    address = "/mentors?q=technicien&language=en&available=any"
    page = text_of(cast, address)
    assert 'value="technicien"' in page
    assert '<option value="en" selected' in page
    assert 'name="available" value="any" checked' in page
    # Each chip drops its own filter and keeps the rest.
    assert 'href="/mentors?q=technicien&amp;available=any"' in page
    assert 'href="/mentors?q=technicien&amp;language=en"' in page
    second = text_of(cast, "/mentors?page=2")
    assert 'href="/mentors?page=3"' in second
    assert 'href="/mentors"' in second


@pytest.mark.parametrize(
    "wrong",
    [
        "sector=nothing",
        "region=99",
        "path=phd",
        "language=klingon",
        "available=maybe",
        "available=1",
        "occupation=99999",
        "occupation=72106x",
        "occupation=",
        "near=yes",
        "newcomers=2",
        "page=-3",
        "page=x",
        "page=99999999999999999999",
        "region=",
        "colour=blue",
    ],
)
def test_a_value_that_means_nothing_is_ignored(indexed: Flask, cast: Cast, wrong: str) -> None:
    page = text_of(cast, f"/mentors?{wrong}")
    assert "Marc B." in page
    assert "Grace O." in page


@pytest.mark.parametrize(
    "odd",
    [
        "",
        "   ",
        "<script>alert(1)</script>",
        "🙂",
        "👩‍🔧👩🏽‍⚕️",
        "שלום",
        "'; DROP TABLE mentor; --",
        '" OR 1=1 --',
        "*",
        "soud* OR ?eur",
        "^(a+)+$",
        "[a-z]{9999}",
        "(all_fr:soud AND",
        "NOT TO ~2",
        "a" * 5_000,
        "soudeur " * 250,
        "é" * 2_000,
        "\u0301" * 200,
        "%00",
        "\x00\x07",
        "\ud7ff\uffff",
        "C++ C# .NET",
    ],
)
def test_odd_words_are_words(indexed: Flask, cast: Cast, odd: str) -> None:
    answer = cast.client("zoe").get("/mentors", query_string={"q": odd})
    assert answer.status_code == 200
    assert b"<script>alert" not in answer.data


def test_counts_on_the_page(indexed: Flask, cast: Cast) -> None:
    page = text_of(cast, "/mentors")
    regions = options(page, "region")
    assert (regions.pop("04"), regions.pop("06")) == ("Mauricie (1)", "Montréal (1)")
    assert regions.keys() == {""}
    assert options(page, "language")["fr"].endswith("(2)")
    narrowed = options(text_of(cast, "/mentors?region=04"), "language")
    assert narrowed["fr"].endswith("(1)")
    assert "en" not in narrowed


def test_nobody_found_leads_on(indexed: Flask, cast: Cast) -> None:
    page = text_of(cast, "/mentors?q=soudeur&region=01")
    assert "Soudeuse, soudeur" in page
    assert "/mentors?sector=" in page
    assert 'href="/occupations"' in page
    assert 'href="/occupations"' in text_of(cast, "/mentors?q=zzzzqqq")


def hidden_fields(page: str) -> dict[str, str]:
    """Return what the button that keeps the search would send."""
    document = html5lib.parse(page, namespaceHTMLElements=False)
    forms = [f for f in document.iter("form") if f.get("action") == "/saved-searches"]
    fields = [field for form in forms for field in form.iter("input")]
    return {f.get("name"): f.get("value") for f in fields if f.get("name") != "csrf_token"}


def test_nobody_found_offers_to_be_told(indexed: Flask, cast: Cast) -> None:
    page = text_of(cast, "/mentors?q=soudeur&region=01&page=3&available=any")
    assert hidden_fields(page) == {"q": "soudeur", "region": "01"}
    assert hidden_fields(text_of(cast, "/mentors")) == {}  # that is no search
    with indexed.app_context(), unit_of_work():
        db.session.get_one(School, ENVOL).region = "04"
    found = text_of(cast, "/mentors?q=soudeur&near=1")
    assert hidden_fields(found) == {"q": "soudeur", "region": "04"}
    answer = cast.client("zoe").post("/saved-searches", data=hidden_fields(found))
    assert answer.status_code == 302


def gaps() -> dict[tuple[int, str], int]:
    rows = db.session.execute(select(SearchGap.school_id, SearchGap.noc, SearchGap.searches))
    found = {(school, noc): number for school, noc, number in rows}
    db.session.rollback()
    return found


def test_a_search_without_a_mentor_is_counted_once(indexed: Flask, cast: Cast) -> None:
    zoe, lea = cast.client("zoe"), cast.client("lea")
    for address in (
        "/mentors?q=charpentier",
        "/mentors?q=charpentier",  # a reload
        "/mentors?q=charpenti%C3%A8re&region=04",  # the same wish in other words
        "/mentors?occupation=72310",
        "/mentors?q=soudeur&region=01",  # a filter of one's own is no gap
        "/mentors?q=zzzzqqq",
        "/mentors",
    ):
        assert zoe.get(address).status_code == 200
    zoe.get("/mentors?q=astronome", headers={"Sec-Purpose": "prefetch"})
    lea.get("/mentors?q=charpentier")
    for who in ("claire", "mona", "coralie"):  # a wish of nobody's
        cast.client(who).get("/mentors?q=charpentier")
    with indexed.app_context():
        assert gaps() == {(ENVOL, "72310"): 1, (ENVOL, ""): 1, (HAVRE, "72310"): 1}


def test_words_are_marked_and_nothing_else(indexed: Flask, cast: Cast) -> None:
    with indexed.app_context():
        with unit_of_work():
            marc = db.session.get_one(Mentor, IDS["marc"])
            marc.job_title_fr = "Soudeur <b>en chef</b>"
            marc.topics_fr = "Les voyages, la forge et les soudeuses d’ailleurs."
        index.update_mentors([IDS["marc"]])
    page = text_of(cast, "/mentors?q=soudeuse")
    assert "<mark>Soudeur</mark> &lt;b&gt;en chef&lt;/b&gt;" in page
    assert "Les voyages, la forge et les <mark>soudeuses</mark> d’ailleurs." in page
    assert "<mark>" not in text_of(cast, "/mentors")


def test_a_full_mentor_is_shown_to_who_asks_and_cannot_be_written_to(
    indexed: Flask, cast: Cast
) -> None:
    with indexed.app_context(), unit_of_work():
        db.session.get_one(Mentor, IDS["marc"]).open_matches = 3
    assert "Marc B." not in text_of(cast, "/mentors?available=1", who="noah")
    assert "Marc B." in text_of(cast, "/mentors?available=any", who="noah")
    profile = text_of(cast, f"/mentors/{IDS['marc']}", who="noah")
    assert "/write" not in profile


def test_a_deactivated_mentor_who_is_still_indexed_is_absent(indexed: Flask, cast: Cast) -> None:
    with indexed.app_context(), unit_of_work():
        db.session.get_one(Mentor, IDS["marc"]).deactivated_at = clock.now()
    for address in ("/mentors", "/mentors?q=soudeur", "/mentors?region=04"):
        assert "Marc" not in text_of(cast, address, who="noah")
    assert cast.client("noah").get(f"/mentors/{IDS['marc']}").status_code == 404


def _remove(folder: Path) -> None:
    (folder / "current").unlink()


def _empty(folder: Path) -> None:
    for path in folder.glob("v*/*"):
        path.write_bytes(b"")


@pytest.mark.filterwarnings(
    "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)
@pytest.mark.parametrize("harm", [_remove, _empty])
def test_a_broken_index_says_so_and_asks_for_a_new_one_once(
    indexed: Flask, cast: Cast, harm: Callable[[Path], None]
) -> None:
    harm(Path(indexed.config["INSTANCE"]) / "index")
    for who in ("zoe", "claire", "zoe"):
        page = text_of(cast, "/mentors?q=soudeur", who=who)
        assert 'href="/occupations"' in page
        assert "Marc B." not in page
    assert cast.client("zoe").get(f"/mentors/{IDS['marc']}").status_code == 200
    assert cast.client("zoe").get("/occupations/72106").status_code == 200
    with indexed.app_context():
        wanted = select(func.count()).where(Job.event == "search.rebuild")
        assert db.session.scalar(wanted) == 1
        index.rebuild()  # what the worker does of it
    assert "Marc B." in text_of(cast, "/mentors?q=soudeur")


PROFILE = {"zoe": 200, "noah": 200, "claire": 200, "coralie": 200, "marc": 200, "grace": 404}


@pytest.mark.parametrize(("who", "status"), PROFILE.items())
def test_who_opens_a_profile(app: Flask, cast: Cast, who: str, status: int) -> None:
    assert cast.client(who).get(f"/mentors/{IDS['marc']}").status_code == status


def test_the_button_to_write_is_for_students_who_may(app: Flask, cast: Cast) -> None:
    address = f"/mentors/{IDS['marc']}"
    assert f'href="{address}/write"' in text_of(cast, address, who="noah")
    for who in ("claire", "coralie", "marc", "mona"):
        assert "/write" not in text_of(cast, address, who=who)
    assert 'href="/threads/1"' in text_of(cast, address, who="zoe")


def test_a_bio_in_the_other_language_is_marked(app: Flask, cast: Cast) -> None:
    page = text_of(cast, f"/mentors/{IDS['marc']}?lang=en", who="noah")
    assert '<div lang="fr"><p>Je raconte' in page


def test_the_same_statements_with_ten_times_the_mentors(indexed: Flask, cast: Cast) -> None:
    def count(address: str) -> int:
        return len(statements_of(cast.client("zoe"), address))

    numbers = []
    for first, number in ((1000, 20), (2000, 200)):
        with indexed.app_context():
            write_crowd(number, first=first)
            index.rebuild()
        numbers.append((count("/mentors"), count("/mentors?q=technicien"), count("/mentors/5")))
    assert numbers[0] == numbers[1]
    assert max(numbers[0]) <= 6


def gaps_of(cast: Cast) -> dict[str, int]:
    with cast.app.app_context():
        return {gap.noc: gap.searches for gap in db.session.scalars(select(SearchGap))}


def test_a_student_s_search_without_a_mentor_is_counted_once_a_session(
    indexed: Flask, cast: Cast
) -> None:
    zoe = cast.client("zoe")
    for address in ("/mentors?occupation=21231", "/mentors?occupation=21231&region=04"):
        zoe.get(address)
        zoe.get(address)
    zoe.get("/mentors?q=xyzxyzxyz")
    zoe.get("/mentors?q=soudeur")  # marc is one
    zoe.get("/mentors?region=12")  # no words, no occupation: nothing to recruit for
    assert gaps_of(cast) == {"21231": 1, "": 1}
    cast.client("noah").get("/mentors?occupation=21231")
    assert gaps_of(cast) == {"21231": 2, "": 1}


def test_a_class_is_counted_by_sector_once_a_session_and_a_small_one_never(
    indexed: Flask, cast: Cast
) -> None:
    def look(who: str) -> None:
        client = cast.client(who)
        for address in ("q=soudeur", "q=soudeur", "occupation=21231", "q=zzzzqqq", "region=04"):
            client.get(f"/mentors?{address}")
        client.get("/mentors?q=charpentier", headers={"Sec-Purpose": "prefetch"})

    def counted() -> dict[str, tuple[int, int]]:
        with cast.app.app_context():
            rows = db.session.scalars(select(ClassSearch)).all()
            assert {row.class_group_id for row in rows} <= {GROUP_401}
            return {row.sector: (row.searches, row.without) for row in rows}

    look("zoe")
    assert counted() == {}, "of two students, it would say who"
    with cast.app.app_context(), unit_of_work():
        for who in ("noah", "lea"):
            member = ClassGroupMember(class_group_id=GROUP_401, student_id=IDS[who])
            db.session.add(member)
        for number in range(2):
            person = Person(
                given_name="Max", family_name="Roy", language="fr", username=f"x{number}"
            )
            db.session.add(person)
            db.session.flush()
            student = Student(person_id=person.id, local_id=f"X{number}", school_id=ENVOL)
            student.born_on, student.level = date(2010, 1, 1), Level.SEC4
            db.session.add(student)
            db.session.flush()
            member = ClassGroupMember(class_group_id=GROUP_401, student_id=person.id)
            db.session.add(member)
    for who in ("zoe", "noah", "claire"):
        look(who)
    welder, engineer = (occupations()[noc].sector.slug for noc in ("72106", "21231"))
    assert counted() == {welder: (2, 0), engineer: (2, 2), "": (2, 2)}


@pytest.mark.parametrize("who", ["claire", "mona", "coralie", "adele"])
def test_what_the_staff_looks_for_is_not_counted(indexed: Flask, cast: Cast, who: str) -> None:
    cast.client(who).get("/mentors?occupation=21231")
    assert gaps_of(cast) == {}


def test_words_that_no_occupation_is_near_to_lead_on_too(indexed: Flask, cast: Cast) -> None:
    page = text_of(cast, "/mentors?q=xyzzyx")
    assert 'href="/occupations/interests"' in page
    assert 'href="/occupations/surprise"' in page
