"""What the tests of concerns do over and over: raise, report, climb, and look."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from portal import clock
from portal.extensions import db, unit_of_work
from portal.models.class_groups import CounsellorClassGroup
from portal.models.concerns import (
    Concern,
    ConcernEntry,
    ConcernPriority,
    ConcernRecipient,
    ConcernTopic,
)
from portal.models.jobs import Job
from portal.models.people import PersonRole
from portal.models.threads import Message
from portal.screening import Finding, Kind, Severity
from portal.services import concern_reports as reports
from portal.services import concerns
from tests.cast import GROUP_401, IDS, THREAD_ZOE_MARC

# Whom a concern about zoe goes to at once: her counsellor, and the moderators.
FIRST = {"claire": 0, "mona": 0}
DISTRESS = (Finding(Kind.SELF_HARM, 0, 5, Severity.IMMEDIATE, "self_harm"),)
ABUSE = (Finding(Kind.DISCLOSURE, 0, 5, Severity.IMMEDIATE, "disclosure"),)
FROM_ZOE, FROM_MARC = 1, 2
# A Friday at 10 p.m. in Montreal; school opens on Monday at 8.
NIGHT = datetime(2026, 11, 28, 3, 0, tzinfo=UTC)
MONDAY = datetime(2026, 11, 30, 13, 0, tzinfo=UTC)


def alert(findings=DISTRESS, message_id=FROM_ZOE):
    with unit_of_work():
        message = db.session.get_one(Message, message_id)
        return concerns.raise_from_screen(message, findings).id


def raise_one(cast, who="marc", *, thread=THREAD_ZOE_MARC, key="k1", **given):
    words = {"topic": ConcernTopic.SILENCE, "priority": ConcernPriority.NORMAL, "body": "Des mots"}
    with unit_of_work():
        return concerns.raise_one(
            author=cast.person(who), thread_id=thread, send_key=key, **(words | given)
        ).id


def report(cast, who, message_id, topic=ConcernTopic.BULLYING, *, key="r1", body=""):
    with unit_of_work():
        return reports.report_message(
            reporter=cast.person(who), message_id=message_id, topic=topic, body=body, send_key=key
        ).id


def report_profile(cast, who, topic, *, mentor="grace", key="p1"):
    with unit_of_work():
        return reports.report_profile(
            reporter=cast.person(who), mentor_id=IDS[mentor], topic=topic, body="", send_key=key
        ).id


def do(cast, who, act, number, **given):
    with unit_of_work():
        act(handler=cast.person(who), concern_id=number, **given)


def row(number):
    db.session.expire_all()
    return db.session.get_one(Concern, number)


def told(number):
    names = {value: key for key, value in IDS.items()}
    rows = select(ConcernRecipient.person_id, ConcernRecipient.level).where(
        ConcernRecipient.concern_id == number
    )
    return {names[person]: level for person, level in db.session.execute(rows)}


def events(number):
    rows = select(ConcernEntry.event).where(ConcernEntry.concern_id == number)
    return list(db.session.scalars(rows.order_by(ConcernEntry.id)))


def jobs(event):
    rows = select(Job.due_at, Job.payload).where(Job.event == event).order_by(Job.id)
    return [tuple(line) for line in db.session.execute(rows)]


def climb(number, level, *, minutes):
    with clock.frozen_at(NIGHT + timedelta(minutes=minutes)), unit_of_work():
        concerns.climb(concern_id=number, level=level)


def follow(name, group=GROUP_401):
    with unit_of_work():
        db.session.add(CounsellorClassGroup(counsellor_id=IDS[name], class_group_id=group))


def give_role(name, role):
    with unit_of_work():
        db.session.add(PersonRole(person_id=IDS[name], role=role))
