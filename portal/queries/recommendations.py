"""What a student was suggested, and by whom; what a counsellor suggested, and if it was seen."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from portal.data.occupations import Occupation, occupations
from portal.extensions import db
from portal.models.people import Person, PersonState
from portal.models.recommendations import Recommendation
from portal.models.students import Student
from portal.policies import recommendations as policy
from portal.policies import students
from portal.queries.mails import person_to_write
from portal.queries.mentors import MentorCard, cards


@dataclass(frozen=True, slots=True)
class Suggested:
    """The thing: an occupation, a mentor, or neither once that mentor cannot be found."""

    occupation: Occupation | None
    card: MentorCard | None

    @property
    def is_gone(self) -> bool:
        """Whether it was a mentor who is no longer available."""
        return self.occupation is None and self.card is None


@dataclass(frozen=True, slots=True)
class ReceivedLine:
    """A suggestion as its student sees it."""

    id: int
    by: str
    line: str
    thing: Suggested
    made_at: datetime
    is_new: bool


@dataclass(frozen=True, slots=True)
class MadeLine:
    """A suggestion as the counsellor who made it sees it: what became of it, and no more."""

    id: int
    line: str
    thing: Suggested
    made_at: datetime
    seen: bool
    dismissed: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """A student to whom something may be suggested."""

    id: int
    name: str
    has_it: bool  # on the list already, or "not for me"


def received(viewer: Person, *, limit: int | None = None) -> list[ReceivedLine]:
    """Return the suggestions on the viewer's list, the last one first. Two statements at most."""
    wanted = (
        select(Recommendation, Person.given_name, Person.family_name)
        .join(Person, Person.id == Recommendation.counsellor_id)
        .where(policy.received_by(viewer))
        .order_by(Recommendation.created_at.desc(), Recommendation.id.desc())
        .limit(limit)
    )
    rows = db.session.execute(wanted).all()
    things = _things(viewer, [row[0] for row in rows])
    return [
        ReceivedLine(
            row.id, f"{given} {family}", row.line, thing, row.created_at, row.seen_at is None
        )
        for (row, given, family), thing in zip(rows, things, strict=True)
    ]


def made(viewer: Person, student_id: int) -> list[MadeLine]:
    """Return what `viewer` suggested to a student who is still followed, the last one first."""
    wanted = (
        select(Recommendation)
        .where(policy.made_by(viewer), Recommendation.student_id == student_id)
        .order_by(Recommendation.created_at.desc(), Recommendation.id.desc())
    )
    rows = db.session.scalars(wanted).all()
    return [
        MadeLine(
            row.id,
            row.line,
            thing,
            row.created_at,
            row.seen_at is not None,
            row.dismissed_at is not None,
        )
        for row, thing in zip(rows, _things(viewer, rows), strict=True)
    ]


def thing(viewer: Person, *, mentor_id: int | None, noc: str | None) -> Suggested | None:
    """Return what may be suggested, or None when `viewer` finds no such mentor or occupation."""
    if mentor_id is not None:
        found = cards(viewer, [mentor_id])
        return Suggested(None, found[0]) if found else None
    occupation = occupations().get(noc or "")
    return Suggested(occupation, None) if occupation else None


def candidates(
    viewer: Person, student_ids: Collection[int], *, mentor_id: int | None, noc: str | None
) -> list[Candidate]:
    """Return those of the students whom `viewer` follows, by name, with who has the thing."""
    same = (
        Recommendation.mentor_id == mentor_id
        if mentor_id is not None
        else Recommendation.noc == noc
    )
    has_it = (
        select(Recommendation.id)
        .where(Recommendation.student_id == Student.person_id, same)
        .where(Recommendation.withdrawn_at.is_(None))
        .exists()
    )
    wanted = (
        select(Person.id, Person.given_name, Person.family_name, has_it)
        .join(Student, Student.person_id == Person.id)
        .where(Person.id.in_(student_ids), Person.state == PersonState.ACTIVE)
        .where(students.followed_by(viewer))
        .order_by(Person.folded_name, Person.id)
    )
    return [
        Candidate(number, f"{given} {family}", bool(has))
        for number, given, family, has in db.session.execute(wanted)
    ]


def student_to_tell(recommendation_id: int) -> Person | None:
    """Return the student to tell by mail, unless it was seen, withdrawn, or mail cannot reach."""
    wanted = select(Recommendation.student_id).where(
        Recommendation.id == recommendation_id,
        policy.stands(),
        Recommendation.seen_at.is_(None),
    )
    student_id = db.session.scalar(wanted)
    return None if student_id is None else person_to_write(student_id)


def _things(viewer: Person, found: Sequence[Recommendation]) -> list[Suggested]:
    ids = sorted({row.mentor_id for row in found if row.mentor_id is not None})
    # A full one is shown, marked: there may be room again tomorrow.
    known = {card.mentor_id: card for card in cards(viewer, ids, full_too=True)} if ids else {}
    return [
        Suggested(
            occupations().get(row.noc) if row.noc is not None else None,
            known.get(row.mentor_id) if row.mentor_id is not None else None,
        )
        for row in found
    ]
