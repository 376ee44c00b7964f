"""What was done about students: for who may undo it, and for the student who reads it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, union_all

from portal import clock
from portal.extensions import db
from portal.models.follow_ups import FollowUp, FollowUpAction
from portal.models.matches import Match
from portal.models.mentors import Mentor, MentorOccupation
from portal.models.people import Person
from portal.models.recommendations import Recommendation
from portal.policies import follow_ups as policy
from portal.policies import mentors
from portal.policies.viewers import Viewer
from portal.queries.mails import person_to_write
from portal.queries.standings import Need

MANY = 3  # nudges on a student's home


@dataclass(frozen=True, slots=True)
class Word:
    """A nudge as its student reads it at home."""

    id: int
    by: str
    text: str
    need: Need
    done_at: datetime


@dataclass(frozen=True, slots=True)
class Batch:
    """What one click of a counsellor did."""

    key: str
    need: Need
    action: FollowUpAction
    students: int
    first: str  # the name of the student, of one at least
    done_at: datetime
    until: datetime | None
    seen: int  # nudges that were read
    undone: bool


@dataclass(frozen=True, slots=True)
class FollowUpLine:
    """One follow-up on the page of its student."""

    need: Need
    action: FollowUpAction
    by: str
    text: str
    done_at: datetime
    seen_at: datetime | None


def words_for(viewer: Viewer) -> list[Word]:
    """Return the nudges that `viewer`, a student, has not read yet, the last one first."""
    wanted = (
        select(
            FollowUp.id,
            Person.given_name + " " + Person.family_name,
            FollowUp.text,
            FollowUp.need,
            FollowUp.done_at,
        )
        .join(Person, Person.id == FollowUp.counsellor_id)
        .where(policy.received_by(viewer), FollowUp.seen_at.is_(None))
        .where(FollowUp.done_at > clock.now() - policy.NUDGE_STANDS)
        .order_by(FollowUp.done_at.desc(), FollowUp.id.desc())
        .limit(MANY)
    )
    return [
        Word(number, by, text, Need(need), at)
        for number, by, text, need, at in db.session.execute(wanted)
    ]


def done_by(viewer: Viewer, *, limit: int, offset: int = 0) -> list[Batch]:
    """List what `viewer` did, click by click, the last one first, in one statement."""
    wanted = (
        select(
            FollowUp.batch_key,
            func.min(FollowUp.need),
            func.min(FollowUp.action, type_=FollowUp.action.type),
            func.count(FollowUp.student_id.distinct()),
            func.min(Person.given_name + " " + Person.family_name),
            func.min(FollowUp.done_at),
            func.max(FollowUp.until),
            func.count(FollowUp.student_id.distinct()).filter(FollowUp.seen_at.is_not(None)),
            func.count().filter(policy.stands()) == 0,
        )
        .join(Person, Person.id == FollowUp.student_id)
        .where(policy.made_by(viewer))
        .group_by(FollowUp.batch_key)
        .order_by(func.min(FollowUp.done_at).desc(), FollowUp.batch_key)
        .limit(limit)
        .offset(offset)
    )
    return [_batch(row) for row in db.session.execute(wanted)]


def of_student(viewer: Viewer, student_id: int) -> list[FollowUpLine]:
    """List what was done about a student whom `viewer` follows, by whom, the last one first."""
    wanted = (
        select(
            FollowUp.need,
            FollowUp.action,
            Person.given_name + " " + Person.family_name,
            FollowUp.text,
            FollowUp.done_at,
            FollowUp.seen_at,
        )
        .join(Person, Person.id == FollowUp.counsellor_id)
        .where(FollowUp.student_id == student_id, policy.stands(), policy.readable_by(viewer))
        .order_by(FollowUp.done_at.desc(), FollowUp.id.desc())
    )
    return [FollowUpLine(Need(row[0]), *row[1:]) for row in db.session.execute(wanted)]


def student_to_tell(follow_up_id: int) -> Person | None:
    """Return the student to tell of a nudge by mail, unless it was read, undone, or is void."""
    wanted = select(FollowUp.student_id).where(
        FollowUp.id == follow_up_id, policy.speaks(), FollowUp.seen_at.is_(None)
    )
    student_id = db.session.scalar(wanted)
    return None if student_id is None else person_to_write(student_id)


def other_mentors(
    viewer: Person, nocs: Mapping[int, str], languages: Mapping[int, str]
) -> dict[int, int]:
    """Return for each student a mentor of the occupation asked about whom `viewer` finds.

    `nocs` and `languages` are by student. Who speaks the student's language comes first, then
    who has the fewest conversations; nobody whom the student wrote to or was suggested. A
    student for whom there is nobody is left out. Two statements.
    """
    found = _mentors_of(viewer, set(nocs.values()))
    known = _known_pairs(list(nocs))
    given: defaultdict[int, int] = defaultdict(int)
    chosen: dict[int, int] = {}
    for student_id, noc in nocs.items():
        fit = [
            (languages[student_id] not in spoken, busy + given[number], number)
            for number, spoken, busy, room in found[noc]
            if given[number] < room and number not in known[student_id]
        ]
        if fit:
            chosen[student_id] = min(fit)[2]
            given[chosen[student_id]] += 1
    return chosen


def _mentors_of(viewer: Person, nocs: set[str]) -> defaultdict[str, list[Any]]:
    wanted = (
        select(
            MentorOccupation.noc,
            Mentor.person_id,
            Mentor.languages,
            Mentor.open_matches,
            Mentor.capacity - Mentor.open_matches,
        )
        .join(Mentor, Mentor.person_id == MentorOccupation.mentor_id)
        .join(Mentor.person)
        .where(MentorOccupation.noc.in_(nocs), mentors.searchable_by(viewer))
    )
    found: defaultdict[str, list[Any]] = defaultdict(list)
    for noc, *rest in db.session.execute(wanted):
        found[noc].append(rest)
    return found


def _known_pairs(student_ids: list[int]) -> defaultdict[int, set[int]]:
    """Return whom each student wrote to, or was suggested."""
    matched = select(Match.student_id, Match.mentor_id).where(Match.student_id.in_(student_ids))
    suggested = select(Recommendation.student_id, Recommendation.mentor_id).where(
        Recommendation.student_id.in_(student_ids), Recommendation.withdrawn_at.is_(None)
    )
    found: defaultdict[int, set[int]] = defaultdict(set)
    pairs: Sequence[Any] = db.session.execute(union_all(matched, suggested)).all()
    for student_id, mentor_id in pairs:
        found[student_id].add(mentor_id)
    return found


def _batch(row: Any) -> Batch:
    key, need, action, students, first, done_at, until, seen, undone = row
    return Batch(
        key,
        Need(need),
        FollowUpAction(action),
        students,
        first,
        done_at,
        until,
        seen,
        bool(undone),
    )
