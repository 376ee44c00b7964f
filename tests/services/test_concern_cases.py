"""The case of a concern: handled, logged, closed, by whoever is first."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import clock
from portal.errors import Conflict, NotFound
from portal.extensions import db, unit_of_work
from portal.models.access_log import AccessEntry
from portal.models.concerns import (
    ConcernClosing,
    ConcernDuty,
    ConcernPriority,
    ConcernTopic,
)
from portal.models.matches import Match, MatchState
from portal.models.threads import Message
from portal.queries.concern_cases import case_page
from portal.queries.concerns import concerns as listed
from portal.services import concern_cases as cases
from portal.services import concerns
from tests.cast import IDS, THREAD_LEA_GRACE, THREAD_ZOE_MARC

# Whom a concern about zoe goes to at once: her counsellor, and the moderators.
from tests.concerns import (
    ABUSE,
    DISTRESS,
    FIRST,
    NIGHT,
    alert,
    climb,
    do,
    events,
    raise_one,
    row,
    told,
)

pytestmark = pytest.mark.usefixtures("night")


def test_a_second_handler_learns_that_the_first_was_faster(cast):
    number = alert()
    do(cast, "claire", cases.take, number)
    with pytest.raises(Conflict):
        do(cast, "mona", cases.take, number)
    do(cast, "mona", cases.take, number, instead_of=IDS["claire"])
    assert row(number).handler_id == IDS["mona"]
    do(cast, "mona", cases.take, number)
    assert events(number) == ["raised", "opened", "taken", "taken"]


def test_who_raised_it_is_not_told_and_does_not_stop_it_by_looking(cast):
    number = raise_one(cast, "claire", priority=ConcernPriority.IMMEDIATE)
    assert told(number) == {"mona": 0}
    do(cast, "claire", cases.open_case, number)
    assert row(number).climbs_at == NIGHT + timedelta(minutes=30)
    do(cast, "claire", cases.take, number)
    assert (row(number).climbs_at, row(number).opened_at) == (None, NIGHT)


def test_a_note_clicked_twice_stands_once(cast):
    number = alert()
    for words in ("Appelée", "Appelée", "Rejointe"):
        do(cast, "claire", cases.note, number, body=words)
    assert events(number) == ["raised", "noted", "noted"]


def test_a_duty_is_settled_by_the_first_who_says_so(cast):
    number = alert()
    for who in ("claire", "mona"):
        do(cast, who, cases.settle, number, rule="youth_protection", body="Fait à 21 h 40")
    duty = db.session.scalars(
        select(ConcernDuty).where(ConcernDuty.rule == "youth_protection")
    ).one()
    assert (duty.done_by_id, duty.done_at) == (IDS["claire"], NIGHT)
    assert events(number) == ["raised", "settled youth_protection"]
    with pytest.raises(NotFound):
        do(cast, "claire", cases.settle, number, rule="ombudsman")


def test_closing_twice_is_refused_unless_it_is_the_same_click(cast):
    number, done = alert(), {"reason": ConcernClosing.HANDLED, "body": "Vue"}
    do(cast, "claire", cases.close, number, **done)
    do(cast, "claire", cases.close, number, **done)
    with pytest.raises(Conflict):
        do(cast, "mona", cases.close, number, reason=ConcernClosing.UNFOUNDED, body="Rien")
    for act, given in ((cases.take, {}), (cases.note, {"body": "Trop tard"})):
        with pytest.raises(Conflict):
            do(cast, "mona", act, number, **given)
    climb(number, 0, minutes=45)
    assert told(number) == FIRST
    do(cast, "mona", cases.reopen, number, body="Elle a réécrit")
    assert (row(number).closed_at, row(number).handler_id) == (None, IDS["mona"])


def test_reading_a_case_is_logged_once_an_hour_with_the_case_as_its_reason(cast):
    number = alert()
    for _again in range(2):
        do(cast, "claire", cases.open_case, number)
    with clock.frozen_at(NIGHT + timedelta(minutes=61)):
        do(cast, "claire", cases.open_case, number)
    lines = db.session.scalars(select(AccessEntry)).all()
    assert [line.reason for line in lines] == [f"concern {number}"] * 2
    assert {(line.reader_role, line.student_id) for line in lines} == {("counsellor", IDS["zoe"])}
    assert events(number) == ["raised", "opened"]


def test_the_case_shows_the_held_message_to_its_handlers_while_it_is_open(cast):
    with unit_of_work():
        message = db.session.get_one(Message, 5)
        number = concerns.raise_from_screen(message, DISTRESS).id
    page = case_page(cast.person("fatou"), number)
    assert [(letter.body, letter.marked) for letter in page.letters] == [(message.body, True)]
    do(cast, "fatou", cases.close, number, reason=ConcernClosing.HANDLED, body="Vue")
    assert case_page(cast.person("fatou"), number).letters == ()


def test_what_burns_stands_on_top_then_what_is_due_first(cast):
    normal = raise_one(cast, key="a")
    soon = raise_one(cast, key="b", topic=ConcernTopic.BULLYING, priority=ConcernPriority.SOON)
    opened = alert(ABUSE)
    do(cast, "claire", cases.open_case, opened)
    burning = alert()
    order = [line.concern_id for line in listed(cast.person("claire"), "open", limit=9)]
    assert order == [burning, opened, soon, normal]
    with clock.frozen_at(NIGHT + timedelta(minutes=31)):
        late = [line.overdue for line in listed(cast.person("claire"), "open", limit=9)]
    assert late == [True, True, False, False]


def test_a_concern_may_be_raised_on_an_ended_conversation(cast):
    with unit_of_work():
        db.session.get_one(Match, THREAD_ZOE_MARC).state = MatchState.CLOSED
    assert raise_one(cast)


def test_a_mentor_cannot_worry_about_a_conversation_not_known_yet(cast):
    with pytest.raises(NotFound):
        raise_one(cast, "grace", thread=THREAD_LEA_GRACE)
