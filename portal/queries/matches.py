"""What a student needs to write a first message."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ScalarSelect, exists, select
from sqlalchemy.orm import contains_eager

from portal.data.occupations import occupations
from portal.errors import not_found
from portal.extensions import db
from portal.i18n import language, pick
from portal.models.activities import ActivityKind
from portal.models.matches import OPEN_STATES, Match, MatchState
from portal.models.mentors import Mentor, MentorOccupation
from portal.models.people import Person
from portal.models.threads import Reading, Thread
from portal.policies import class_periods
from portal.policies import mentors as policy
from portal.policies.matches import closable_by, closed_sentence
from portal.queries.activities import has_done

OTHERS = 5


@dataclass(frozen=True, slots=True)
class MentorLine:
    """A mentor in a short list."""

    mentor_id: int
    name: str
    job_title: str


@dataclass(frozen=True, slots=True)
class WritePage:
    """To whom a first message goes; `open_thread_id` when the two already talk.

    `refusal`: why this student does not write to this mentor again, or "".
    """

    mentor_id: int
    name: str
    job_title: str
    occupation: str
    languages: Sequence[str]
    has_room: bool
    open_thread_id: int | None
    refusal: str
    oriented: bool  # has read what a mentor is, and what to keep to oneself (R4)
    glance: bool  # an adult of the class looks at a first message before it goes


@dataclass(frozen=True, slots=True)
class FollowedMatch:
    """A match of a student, for the counsellor who may end it or open it again."""

    match_id: int
    student_id: int
    student: str
    noc: str
    ended_at: datetime | None
    was_closed: bool

    @property
    def is_open(self) -> bool:
        """Whether it may be ended."""
        return self.ended_at is None

    @property
    def occupation(self) -> str:
        """What was asked about, in the reader's language."""
        return occupations()[self.noc].headline(language())


def write_page(viewer: Person, mentor_id: int) -> WritePage:
    """Return what the first message's page shows. Raises NotFound for a mentor not found."""
    mentor = policy.get_for_request(viewer, mentor_id)
    state, thread_id = _last_between(viewer, mentor_id)
    is_open = state in OPEN_STATES
    return WritePage(
        mentor_id=mentor_id,
        name=mentor.shown_name,
        job_title=pick(mentor, "job_title"),
        occupation=occupations()[mentor.occupations[0].noc].headline(language()),
        languages=mentor.languages,
        has_room=mentor.open_matches < mentor.capacity,
        open_thread_id=thread_id if is_open else None,
        refusal=closed_sentence() if state is MatchState.CLOSED else "",
        oriented=has_done(viewer, ActivityKind.ORIENTED),
        glance=db.session.scalar(class_periods.glancing_at(viewer.id)) is not None,
    )


def open_thread_id(viewer: Person, mentor_id: int) -> int | None:
    """Return the thread of the open match of the student `viewer` with the mentor, if any."""
    wanted = (
        select(Thread.id)
        .join(Thread.match)
        .where(
            Match.student_id == viewer.id,
            Match.mentor_id == mentor_id,
            Match.state.in_(OPEN_STATES),
        )
    )
    return db.session.scalar(wanted)


def _last_between(viewer: Person, mentor_id: int) -> tuple[MatchState | None, int | None]:
    """Return the state and thread of the open or closed match of the two; an open one first."""
    wanted = (
        select(Match.state, Thread.id)
        .join(Thread, Thread.match_id == Match.id)
        .where(
            Match.student_id == viewer.id,
            Match.mentor_id == mentor_id,
            Match.state.in_((*OPEN_STATES, MatchState.CLOSED)),
        )
        .order_by(Match.state == MatchState.CLOSED, Match.id.desc())
        .limit(1)
    )
    row = db.session.execute(wanted).one_or_none()
    return (None, None) if row is None else (row[0], row[1])


def ended_unread(viewer: Person) -> ScalarSelect[int | None]:
    """Say which thread of the student `viewer` somebody else closed, the last one.

    None once the student has opened it since.
    """
    read = exists().where(
        Reading.thread_id == Thread.id,
        Reading.person_id == viewer.id,
        Reading.read_at >= Match.ended_at,
    )
    return (
        select(Thread.id)
        .join(Thread.match)
        .where(Match.student_id == viewer.id, Match.closed_by_id != viewer.id, ~read)
        .order_by(Match.ended_at.desc())
        .limit(1)
        .scalar_subquery()
    )


def followed_match(viewer: Person, match_id: int) -> FollowedMatch:
    """Return a match that `viewer` may end for a student. Raises NotFound for any other."""
    wanted = (
        select(
            Match.id,
            Match.student_id,
            Person.given_name + " " + Person.family_name,
            Match.noc,
            Match.ended_at,
            Match.closing.is_not(None),
        )
        .join(Thread, Thread.match_id == Match.id)
        .join(Person, Person.id == Match.student_id)
        .where(Match.id == match_id, closable_by(viewer))
    )
    row = db.session.execute(wanted).one_or_none() or not_found("match", match_id)
    return FollowedMatch(*row)


def others(viewer: Person, mentor_id: int) -> list[MentorLine]:
    """List other mentors of the same occupations who have room, in one statement."""
    same = select(MentorOccupation.noc).where(MentorOccupation.mentor_id == mentor_id)
    wanted = (
        select(Mentor)
        .join(Mentor.person)
        .options(contains_eager(Mentor.person))
        .where(
            Mentor.person_id.in_(
                select(MentorOccupation.mentor_id).where(MentorOccupation.noc.in_(same))
            ),
            Mentor.person_id != mentor_id,
            policy.searchable_by(viewer),
        )
        .order_by(Mentor.open_matches, Mentor.person_id)
        .limit(OTHERS)
    )
    return [
        MentorLine(mentor.person_id, mentor.shown_name, pick(mentor, "job_title"))
        for mentor in db.session.scalars(wanted)
    ]
