"""A counsellor suggests a mentor or an occupation to students, with a line of text."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, insert, select, update

from portal import clock, outbox
from portal.data.occupations import occupations
from portal.errors import Invalid, not_found
from portal.extensions import db
from portal.i18n import _
from portal.models.people import Person
from portal.models.recommendations import Recommendation
from portal.policies import recommendations as policy
from portal.services.texts import require_clean

LONGEST = 300  # characters of the line
MOST = 200  # students at once: more than any class group


@dataclass(frozen=True, slots=True)
class Thing:
    """What is suggested: a mentor or an occupation, one of the two."""

    mentor_id: int | None = None
    noc: str | None = None

    @property
    def rule(self) -> ColumnElement[bool]:
        """Which suggestions are of this thing."""
        if self.mentor_id is not None:
            return Recommendation.mentor_id == self.mentor_id
        return Recommendation.noc == self.noc


@dataclass(frozen=True, slots=True)
class Made:
    """How many students were told of it now, and how many had it on their list before."""

    new: int
    before: int


def recommend(*, counsellor: Person, student_ids: Sequence[int], thing: Thing, line: str) -> Made:
    """Suggest a thing to students, to each at most once while it is open.

    A thing that a student called "not for me" is not suggested again. Raises NotFound for a
    student not followed or a mentor who cannot be found, Invalid for a line that may not be sent.
    """
    wanted = sorted(set(student_ids))
    policy.check_followed(counsellor, wanted)
    _check_thing(counsellor, thing)
    if not line or len(line) > LONGEST or len(wanted) > MOST:
        raise Invalid(_("Write why you suggest it, in at most %(max)d characters.", max=LONGEST))
    require_clean(line)
    before = _had(wanted, thing)
    for student_id in wanted:
        if student_id not in before:
            outbox.emit(
                "recommendation.made", recommendation_id=_add(counsellor, student_id, thing, line)
            )
    return Made(len(wanted) - len(before), len(before))


@dataclass(frozen=True, slots=True)
class Ready:
    """A mentor to suggest to one student, with a line of the portal's own."""

    student_id: int
    mentor_id: int
    line: str


def recommend_ready(
    *, counsellor: Person, ready: Sequence[Ready], told_at: datetime
) -> dict[int, int]:
    """Suggest a mentor to each of these students, who are followed; return the ids by student.

    Mails leave at `told_at`. The caller has asked who may be suggested to whom.
    """
    made = {}
    for one in ready:
        thing = Thing(mentor_id=one.mentor_id)
        made[one.student_id] = number = _add(counsellor, one.student_id, thing, one.line)
        outbox.emit("recommendation.made", due_at=told_at, recommendation_id=number)
    return made


def dismiss(*, student: Person, number: int) -> None:
    """Hear that it is not for the student; a second click changes nothing. Raises NotFound."""
    found = policy.get_received(student, number)
    found.dismissed_at = found.dismissed_at or clock.now()
    found.seen_at = found.seen_at or clock.now()


def take_back(*, student: Person, number: int) -> None:
    """Put a suggestion back on the student's list, "not for me" having been a slip."""
    policy.get_received(student, number).dismissed_at = None


def withdraw(*, counsellor: Person, number: int) -> int:
    """Take a suggestion off the student's list; return the student's id. Raises NotFound."""
    found = policy.get_made(counsellor, number)
    found.withdrawn_at = clock.now()
    return found.student_id


def seen(*, student: Person) -> None:
    """Write down that the student has looked at the list."""
    db.session.execute(
        update(Recommendation)
        .where(policy.received_by(student), Recommendation.seen_at.is_(None))
        .values(seen_at=clock.now())
        .execution_options(synchronize_session=False)
    )


def _check_thing(counsellor: Person, thing: Thing) -> None:
    if thing.mentor_id is not None:
        policy.check_findable(counsellor, thing.mentor_id)
    elif thing.noc not in occupations():
        not_found("occupation", thing.noc)


def _had(student_ids: Sequence[int], thing: Thing) -> set[int]:
    """Return who has it on the list, or said that it is not for them."""
    wanted = select(Recommendation.student_id).where(
        Recommendation.student_id.in_(student_ids),
        thing.rule,
        Recommendation.withdrawn_at.is_(None),
    )
    return set(db.session.scalars(wanted))


def _add(counsellor: Person, student_id: int, thing: Thing, line: str) -> int:
    row = insert(Recommendation).values(
        student_id=student_id,
        counsellor_id=counsellor.id,
        mentor_id=thing.mentor_id,
        noc=thing.noc,
        line=line,
        created_at=clock.now(),
    )
    return int(db.session.execute(row.returning(Recommendation.id)).scalar_one())
