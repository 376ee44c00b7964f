"""Every message read first: by match, school and program, and by whom it is decided."""

import pytest
from sqlalchemy import select

from portal.errors import NotFound
from portal.extensions import db, unit_of_work
from portal.models.access_log import AuditEntry
from portal.models.programs import Program
from portal.models.threads import MessageState
from portal.services import reviews
from portal.services.threads import post_message
from tests.cast import ENVOL, HOLD, THREAD_LEA_GRACE, THREAD_ZOE_MARC, Cast


def state(cast: Cast, who: str, thread_id: int, key: str) -> MessageState:
    with unit_of_work():
        person = cast.person(who)
        return post_message(
            author=person, thread_id=thread_id, body="Merci beaucoup.", send_key=key
        ).state


def test_a_moderator_has_a_match_read_first_from_the_case(cast: Cast) -> None:
    with cast.app.app_context():
        assert state(cast, "lea", THREAD_LEA_GRACE, "a") is MessageState.VISIBLE
    page = f"/moderation/{HOLD}"
    mona = cast.client("mona")
    mona.post(f"{page}/review", data={"review": "on"})
    assert "Every message of this match is read first" in mona.get(f"{page}?lang=en").text
    with cast.app.app_context():
        assert state(cast, "lea", THREAD_LEA_GRACE, "b") is MessageState.HELD
    mona.post(f"{page}/review", data={"review": "off"})
    with cast.app.app_context():
        assert state(cast, "lea", THREAD_LEA_GRACE, "c") is MessageState.VISIBLE
        assert "on" in db.session.scalars(select(AuditEntry.detail)).all()


def test_an_administrator_has_a_school_read_first(cast: Cast) -> None:
    adele = cast.client("adele")
    adele.post(f"/admin/schools/{ENVOL}/review", data={"review": "on"})
    assert "Read first" in adele.get("/admin/schools?lang=en").text
    with cast.app.app_context():
        assert state(cast, "zoe", THREAD_ZOE_MARC, "a") is MessageState.HELD
        assert state(cast, "lea", THREAD_LEA_GRACE, "b") is MessageState.VISIBLE


def test_links_pass_in_a_program_of_adults_alone(cast: Cast) -> None:
    adele = cast.client("adele")
    adele.post("/admin/programs/1", data={"rule": ["links_pass"]})
    with cast.app.app_context():
        assert not db.session.get_one(Program, 1).links_pass
    adele.post("/admin/programs/1", data={"rule": ["links_pass", "adults_only"]})
    with cast.app.app_context():
        assert db.session.get_one(Program, 1).links_pass


@pytest.mark.parametrize("who", ["zoe", "marc", "claire", "mona", "coralie"])
def test_schools_and_programs_are_the_administrators(cast: Cast, who: str) -> None:
    with cast.app.app_context():
        person = cast.person(who)
        with pytest.raises(NotFound):
            reviews.review_school(actor=person, school_id=ENVOL, on=True)
        rules = {"full_review": True, "adults_only": False, "links_pass": False}
        with pytest.raises(NotFound):
            reviews.change_program(actor=person, program_id=1, **rules)
    assert cast.client(who).get("/admin/programs").status_code == 404


@pytest.mark.parametrize("who", ["zoe", "grace", "claire"])
def test_only_those_who_see_the_case_have_its_match_read_first(cast: Cast, who: str) -> None:
    with cast.app.app_context(), pytest.raises(NotFound):
        reviews.review_match(moderator=cast.person(who), hold_id=HOLD, on=True)
