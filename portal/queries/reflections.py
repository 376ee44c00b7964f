"""A student's reflections: the own page, what waits to be written, what counsellors were given."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ScalarSelect, exists, select

from portal import clock
from portal.data.occupations import Occupation, occupations
from portal.errors import not_found
from portal.extensions import db
from portal.models.drafts import Draft
from portal.models.matches import Match
from portal.models.mentors import Mentor, mentor_name
from portal.models.people import Person
from portal.models.reflections import Reflection
from portal.models.students import Student
from portal.models.threads import Thread
from portal.policies import reflections as policy

PARTS = ("surprised", "checked", "next_step")
ASKED_FOR = timedelta(days=30)  # from the first answer on; later, one no longer remembers


@dataclass(frozen=True, slots=True)
class ReflectionPage:
    """One conversation's reflection, as its author sees it."""

    thread_id: int
    mentor: str
    occupation: Occupation
    kept: Mapping[str, str]  # by part; empty before the first time
    drafts: Mapping[str, str]  # of the parts that were being written
    changed_at: datetime | None  # none: nothing is kept yet
    shared_at: datetime | None

    @property
    def stamp(self) -> str:
        """Which version the reader has before them."""
        return self.changed_at.isoformat() if self.changed_at is not None else ""

    @property
    def texts(self) -> dict[str, str]:
        """What the form begins with: what was being written, else what is kept."""
        return {part: self.drafts.get(part) or self.kept.get(part, "") for part in PARTS}


@dataclass(frozen=True, slots=True)
class SharedReflection:
    """A reflection that a student chose to show to the own counsellors."""

    occupation: Occupation
    surprised: str
    checked: str
    next_step: str
    shared_at: datetime | None


def draft_path(thread_id: int, part: str) -> str:
    """Return the place under which a part is kept while it is written."""
    return f"/threads/{thread_id}/reflection/{part}"


def reflection_page(viewer: Person, thread_id: int) -> ReflectionPage:
    """Return the reflection of `viewer` on a conversation, in two statements.

    Raises NotFound for a conversation that is not the own, or that nobody answered.
    """
    wanted = (
        select(
            Match.noc,
            Person.given_name,
            Person.family_name,
            Mentor.shows_full_name,
            Reflection.surprised,
            Reflection.checked,
            Reflection.next_step,
            Reflection.changed_at,
            Reflection.shared_at,
        )
        .select_from(Thread)
        .join(Match, Match.id == Thread.match_id)
        .join(Mentor, Mentor.person_id == Match.mentor_id)
        .join(Person, Person.id == Mentor.person_id)
        .outerjoin(Reflection, Reflection.match_id == Match.id)
        .where(Thread.id == thread_id, policy.writable_by(viewer))
    )
    row = db.session.execute(wanted).one_or_none() or not_found("reflection", thread_id)
    exists_already = row.changed_at is not None
    return ReflectionPage(
        thread_id=thread_id,
        mentor=mentor_name(row.given_name, row.family_name, whole=row.shows_full_name),
        occupation=occupations()[row.noc],
        kept={part: getattr(row, part) for part in PARTS} if exists_already else {},
        drafts=_drafts(viewer, thread_id),
        changed_at=row.changed_at,
        shared_at=row.shared_at,
    )


def to_write(viewer: Person) -> ScalarSelect[int | None]:
    """Say on which conversation `viewer` is invited to reflect, the last one answered; or None."""
    since = clock.now() - ASKED_FOR
    return (
        select(Thread.id)
        .join(Match, Match.id == Thread.match_id)
        .where(
            policy.writable_by(viewer),
            Match.answered_at > since,
            ~exists().where(Reflection.match_id == Match.id),
        )
        .order_by(Match.answered_at.desc(), Match.id.desc())
        .limit(1)
        .scalar_subquery()
    )


def shared_by(viewer: Person, student_id: int) -> Sequence[SharedReflection]:
    """List what a student shared, the newest first; nothing to who may not read it."""
    wanted = (
        select(
            Match.noc,
            Reflection.surprised,
            Reflection.checked,
            Reflection.next_step,
            Reflection.shared_at,
        )
        .join(Match, Match.id == Reflection.match_id)
        .join(Student, Student.person_id == Reflection.student_id)
        .where(
            Reflection.student_id == student_id,
            Reflection.shared_at.is_not(None),
            policy.readable_by(viewer),
        )
        .order_by(Reflection.shared_at.desc(), Reflection.match_id.desc())
    )
    return [
        SharedReflection(occupations()[row[0]], *row[1:]) for row in db.session.execute(wanted)
    ]


def _drafts(viewer: Person, thread_id: int) -> dict[str, str]:
    paths = {draft_path(thread_id, part): part for part in PARTS}
    rows = select(Draft.path, Draft.body).where(
        Draft.person_id == viewer.id, Draft.path.in_(paths)
    )
    return {paths[path]: body for path, body in db.session.execute(rows)}
