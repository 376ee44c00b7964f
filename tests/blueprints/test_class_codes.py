"""Joining a class: the code of a poster, a guess too many, a sign-in on the way."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, select, update

from portal.extensions import db, unit_of_work
from portal.models.class_groups import ClassGroupMember
from portal.models.people import Person
from portal.models.students import Consent
from portal.services import class_codes
from portal.services.codes import Lasting, spoken
from tests.cast import GROUP_401, GROUP_402, IDS, PASSWORD, Cast
from tests.reports.documents import text_of


@pytest.fixture
def code(cast: Cast) -> str:
    """A code of group 402."""
    with cast.app.app_context(), unit_of_work():
        return class_codes.make(
            actor=cast.person("denis"), class_group_id=GROUP_402, lasting=Lasting.TODAY
        ).code


def in_402(cast: Cast, name: str) -> bool:
    with cast.app.app_context():
        return db.session.get(ClassGroupMember, (GROUP_402, IDS[name])) is not None


def page(client: FlaskClient, path: str) -> str:
    return client.get(path, follow_redirects=True).get_data(as_text=True)


def test_a_code_typed_as_it_was_heard_leads_to_its_group(cast: Cast, code: str) -> None:
    zoe = cast.client("zoe")
    typed = spoken(code).lower().replace("-", " ")
    shown = zoe.post("/join", data={"code": typed}, follow_redirects=True)
    assert "Me joindre au groupe 402" in shown.get_data(as_text=True)
    assert "jamais ce que vous écrivez" in shown.get_data(as_text=True)
    assert not in_402(cast, "zoe"), "nobody joins by looking"
    for _click in range(2):
        done = zoe.post(f"/join/{code}", follow_redirects=True)
        assert "Vous faites partie du groupe 402." in done.get_data(as_text=True)
    assert in_402(cast, "zoe")
    assert "There is nothing more to do." in page(zoe, f"/join/{code}?lang=en")


@pytest.mark.parametrize("path", ["/join", "/join/badokirelu"])
def test_joining_is_for_students(cast: Cast, path: str) -> None:
    for name in ("marc", "claire", "mona", "coralie", "adele"):
        assert cast.client(name).get(path).status_code == 404


@pytest.mark.parametrize("typed", ["", "   ", "x" * 41, "bado", "'; drop table--", "🦊", "%"])
def test_a_wrong_code_gets_a_sentence_and_stays_in_the_box(cast: Cast, typed: str) -> None:
    answer = cast.client("zoe").post("/join?lang=en", data={"code": typed}, follow_redirects=True)
    said = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "field-error" in said
    assert 'name="code"' in said


def test_whoever_guesses_waits_and_a_right_code_forgives(cast: Cast, code: str) -> None:
    zoe = cast.client("zoe")
    tries = cast.app.config["SIGN_IN_TRIES"]
    for number in range(tries - 1):
        assert zoe.get(f"/join/bado{number}").status_code == 200
    assert zoe.get(f"/join/{code}").status_code == 200
    statuses = [zoe.get(f"/join/bado{number}").status_code for number in range(tries + 1)]
    assert statuses == [200] * tries + [429]
    assert zoe.get(f"/join/{code}").status_code == 429, "the right one, too, once too many"
    assert cast.client("noah").get(f"/join/{code}").status_code == 200


def test_a_newcomer_finds_the_way_back_to_the_code(cast: Cast, code: str) -> None:
    with cast.app.app_context(), unit_of_work():
        db.session.execute(delete(Consent).where(Consent.student_id == IDS["zoe"]))
        newcomer = update(Person).where(Person.id == IDS["zoe"])
        db.session.execute(newcomer.values(must_change_password=True))
    client = cast.client()
    asked = client.get(f"/join/{code}")
    first = client.post(asked.location, data={"name": "zoe", "password": PASSWORD})
    assert first.location.endswith("/account/welcome")
    settled = client.post(
        first.location,
        data={
            "new_password": "une-autre-lampe-claire",
            "repeated": "une-autre-lampe-claire",
            "consent": "y",
        },
    )
    assert settled.location.endswith(f"/join/{code}"), settled.get_data(as_text=True)[-1500:]


def test_a_counsellor_makes_a_group_fills_it_and_prints_its_poster(cast: Cast) -> None:
    claire = cast.client("claire")
    made = claire.post("/counsellor/class-groups/new?lang=en", data={"name": "403", "school": 1})
    assert made.location.endswith("/students")
    here = made.location
    assert "D’Amour-Côté" not in page(claire, here), "in a group already this year"
    assert "D’Amour-Côté" in page(claire, f"{here}?all=1&level=sec4")
    said = claire.post(
        f"{here}?all=1&level=sec4",
        data={"do": "add", "students": [IDS["zoe"], IDS["noah"]]},
        follow_redirects=True,
    ).get_data(as_text=True)
    assert "2 élèves ajoutés au groupe." in said
    group = here.removesuffix("/students")
    assert claire.get(f"{group}/poster.pdf").status_code == 404, "no code yet"
    said = claire.post(
        f"{group}/code", data={"lasting": "two_weeks"}, follow_redirects=True
    ).get_data(as_text=True)
    with cast.app.app_context():
        number = int(group.rsplit("/", 1)[1])
        code = spoken(db.session.scalars(select(class_codes.ClassCode.code)).one())
        assert number not in (GROUP_401, GROUP_402)
    assert code in said
    for language, words in (("fr", "Code de la classe"), ("en", "Your class code")):
        poster = claire.get(f"{group}/poster.pdf?lang={language}")
        assert poster.mimetype == "application/pdf"
        text = text_of(poster.data)
        assert code in text
        assert words.lower() in text.lower()
        assert "/join" in text


def test_a_counsellor_of_one_group_arranges_nothing(cast: Cast) -> None:
    denis = cast.client("denis")
    assert denis.get("/counsellor/class-groups/new").status_code == 404
    assert denis.get(f"/counsellor/class-groups/{GROUP_402}/students").status_code == 404
    shown = page(denis, f"/counsellor/class-groups/{GROUP_402}?lang=en")
    assert "Make a code" in shown
    assert "Rename, move or add" not in shown


def test_a_name_that_is_taken_stays_in_its_box(cast: Cast) -> None:
    claire = cast.client("claire")
    path = f"/counsellor/class-groups/{GROUP_401}/name?lang=en"
    said = claire.post(path, data={"name": "402"}).get_data(as_text=True)
    assert "has a class group of that name" in said
    assert 'value="402"' in said
