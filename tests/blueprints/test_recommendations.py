"""Suggesting on the pages: what, to whom, why; the student's list and home."""

import pytest

from portal import clock
from portal.extensions import db, unit_of_work
from portal.models.mentors import Mentor
from portal.services import recommendations as service
from portal.services.recommendations import Thing
from tests.cast import GROUP_401, GROUP_402, IDS
from tests.statements import statements_of

ZOE, NOAH, LEA, THEO = (IDS[name] for name in ("zoe", "noah", "lea", "theo"))
MARC = f"mentor-{IDS['marc']}"
LINE = "Tu m’as parlé de métal la semaine dernière."


def english(cast, who):
    """Return a browser of somebody who reads English, whatever is translated."""
    client = cast.client(who)
    client.get("/language/en")
    return client


def suggest(
    cast, who="claire", whom=f"student-{ZOE}", what="noc-72106", line=LINE, students=(ZOE,)
):
    return english(cast, who).post(
        f"/recommendations/{whom}/{what}?lang=en",
        data={"body": line, "students": list(students)},
        follow_redirects=True,
    )


def test_from_the_student_s_page_to_the_student_s_home(cast, indexed):
    claire = english(cast, "claire")
    page = claire.get(f"/counsellor/students/{ZOE}?lang=en").text
    assert f'href="/recommendations/new?whom=student-{ZOE}"' in page
    page = claire.get(f"/recommendations/new?whom=student-{ZOE}&q=soudeur&lang=en").text
    assert f'href="/recommendations/new?whom=student-{ZOE}&amp;what=noc-72106"' in page
    assert f'href="/recommendations/new?whom=student-{ZOE}&amp;what={MARC}"' in page
    page = claire.get(
        f"/recommendations/new?whom=student-{ZOE}&what={MARC}", follow_redirects=True
    )
    assert page.request.path == f"/recommendations/student-{ZOE}/{MARC}"
    assert "Marc B." in page.text

    page = suggest(cast, what=MARC).text
    assert "It is suggested to 1 student." in page
    assert "Not seen yet" in page
    assert LINE in page

    zoe = english(cast, "zoe")
    home = zoe.get("/?lang=en").text
    assert "Claire Fontaine suggests a mentor:" in home
    assert LINE in home
    rows = zoe.get("/recommendations?lang=en").text
    assert f'href="/mentors/{IDS["marc"]}"' in rows
    assert ">New<" in rows
    assert ">New<" not in zoe.get("/recommendations?lang=en").text
    assert "Seen" in claire.get(f"/counsellor/students/{ZOE}?lang=en").text


def test_not_for_me_leaves_the_list_and_the_counsellor_sees_no_more_than_that(cast):
    suggest(cast)
    zoe = english(cast, "zoe")
    page = zoe.post("/recommendations/1/dismiss?lang=en", follow_redirects=True).text
    assert "It is off your list." in page
    assert LINE not in page
    assert LINE not in zoe.get("/").text
    seen = english(cast, "claire").get(f"/counsellor/students/{ZOE}?lang=en").text
    assert "Not for me, says the student" in seen
    assert "/recommendations/1/withdraw" not in seen
    page = zoe.post("/recommendations/1/take-back?lang=en", follow_redirects=True).text
    assert LINE in page


def test_a_withdrawn_suggestion_is_gone_for_both(cast):
    suggest(cast)
    page = english(cast, "claire").post(
        "/recommendations/1/withdraw?lang=en", follow_redirects=True
    )
    assert "The suggestion is withdrawn." in page.text
    assert LINE not in page.text
    assert LINE not in english(cast, "zoe").get("/recommendations").text


def test_a_second_click_changes_nothing_and_says_so(cast):
    suggest(cast)
    assert "It was suggested already: nothing has changed." in suggest(cast).text
    assert english(cast, "zoe").get("/recommendations").text.count(LINE) == 1


def test_a_whole_class_group_but_those_who_have_it(cast):
    suggest(cast)
    form = (
        english(cast, "claire").get(f"/recommendations/group-{GROUP_401}/noc-72106?lang=en").text
    )
    assert "It was suggested already to: Zoé-Maëlle D’Amour-Côté." in form
    assert f'value="{THEO}"' in form and f'value="{ZOE}"' not in form
    page = suggest(cast, whom=f"group-{GROUP_401}", students=(ZOE, THEO))
    assert page.request.path == f"/counsellor/class-groups/{GROUP_401}"
    assert "It is suggested to 1 student." in page.text


def test_from_a_mentor_or_an_occupation_to_a_student_found_by_name(cast):
    claire = english(cast, "claire")
    for what, page in ((MARC, f"/mentors/{IDS['marc']}"), ("noc-72106", "/occupations/72106")):
        assert f'href="/recommendations/new?what={what}"' in claire.get(page).text
        assert "/recommendations/new" not in english(cast, "zoe").get(page).text
    page = claire.get(f"/recommendations/new?what={MARC}&lang=en").text
    assert f'href="/recommendations/group-{GROUP_402}/{MARC}"' in page
    found = claire.post(
        f"/recommendations/find?what={MARC}&lang=en", data={"words": "noah"}, follow_redirects=True
    )
    assert "noah" not in found.request.full_path
    assert f'href="/recommendations/student-{NOAH}/{MARC}"' in found.text
    nobody = claire.post(
        f"/recommendations/find?what={MARC}&lang=en", data={"words": "lea"}, follow_redirects=True
    )
    assert "Nobody matches." in nobody.text  # of another school


@pytest.mark.parametrize("line", ["Appelle au 514 555-0123.", "", "x" * 301])
def test_a_line_that_may_not_be_sent_is_kept_as_it_was_typed(cast, line):
    page = suggest(cast, line=line)
    assert "Nothing was lost. Look at this first:" in page.text
    assert f'value="{line}"' in page.text
    assert "Nothing for now" in english(cast, "zoe").get("/recommendations?lang=en").text


def test_nobody_chosen_is_said(cast):
    page = suggest(cast, whom=f"group-{GROUP_401}", students=())
    assert "Choose at least one student." in page.text


def test_what_was_typed_survives_a_lost_session(cast):
    claire = english(cast, "claire")
    address = f"/recommendations/student-{ZOE}/noc-72106"
    token = claire.get(address).text.split('name="author_token" value="')[1].split('"')[0]
    lost = cast.client()
    answer = lost.post(address, data={"body": LINE, "students": [ZOE], "author_token": token})
    assert f"next={address}" in answer.headers["Location"].replace("%2F", "/")
    assert LINE in claire.get(address).text


REFUSED = [
    f"student-{LEA}/noc-72106",  # whom claire does not follow
    "group-3/noc-72106",
    f"student-{ZOE}/noc-1",
    f"student-{ZOE}/mentor-{IDS['paul']}",
    f"student-{ZOE}/mentor-x",
    f"student-{ZOE}/sector-welding",
    "school-1/noc-72106",
    f"student-{'9' * 30}/noc-72106",
    "student-²/noc-72106",
]


@pytest.mark.parametrize("path", REFUSED)
def test_what_is_not_there_is_absent(cast, path):
    claire = english(cast, "claire")
    assert claire.get(f"/recommendations/{path}").status_code == 404
    data = {"body": LINE, "students": [ZOE]}
    assert claire.post(f"/recommendations/{path}", data=data).status_code == 404


@pytest.mark.parametrize("who", ["zoe", "marc", "mona", "coralie", "adele"])
def test_nobody_else_suggests(cast, who):
    client = english(cast, who)
    assert client.get("/recommendations/new").status_code == 404
    assert client.get(f"/recommendations/student-{ZOE}/noc-72106").status_code == 404
    assert client.post("/recommendations/1/withdraw").status_code == 404
    if who != "zoe":
        assert client.get("/recommendations").status_code == 404


def test_a_mentor_who_left_is_shown_as_no_longer_available(cast):
    suggest(cast, what=MARC)
    with cast.app.app_context(), unit_of_work():
        db.session.get_one(Mentor, IDS["marc"]).deactivated_at = clock.now()
    for page in ("/recommendations?lang=en", "/?lang=en"):
        text = english(cast, "zoe").get(page).text
        assert "A mentor who is no longer available" in text
    assert "Marc" not in english(cast, "zoe").get("/recommendations?lang=en").text


def test_without_an_index_occupations_are_still_found(cast):
    page = english(cast, "claire").get("/recommendations/new?q=soudeur&lang=en").text
    assert "what=noc-72106" in page


def many(cast, number):
    nocs = ["31301", "72310", "21231", "72310", "31102", "41220", "33102", "63200", "64410"]
    with cast.app.app_context():
        for noc in nocs[:number]:
            with unit_of_work():
                service.recommend(
                    counsellor=cast.person("claire"),
                    student_ids=[ZOE],
                    thing=Thing(noc=noc),
                    line=LINE,
                )


@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("zoe", "/recommendations"),
        ("zoe", "/"),
        ("claire", f"/counsellor/students/{ZOE}"),
        ("claire", f"/recommendations/group-{GROUP_401}/noc-64100"),
    ],
)
def test_as_many_statements_whatever_the_rows(cast, who, path):
    suggest(cast, what=MARC)
    client = english(cast, who)
    few = statements_of(client, path)
    many(cast, 9)
    client.get(path)
    assert len(statements_of(client, path)) <= len(few) <= 12
