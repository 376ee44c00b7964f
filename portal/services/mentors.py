"""Screening, activating and deactivating mentors (R1, R51), and how fast they answer."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import bindparam, select, update

from portal import clock, outbox
from portal.data import interests as lists
from portal.errors import Conflict, not_found
from portal.extensions import db
from portal.i18n import _
from portal.models.mentors import Mentor, MentorStep, MentorStepRecord
from portal.models.people import Person
from portal.policies import mentors as policy
from portal.queries import replies
from portal.services import audit

STEPS = tuple(MentorStep)


def record_step(*, coordinator: Person, mentor_id: int, step: MentorStep) -> None:
    """Write down that `step` was done, by whom and when; a second click changes nothing.

    Raises NotFound for who may not, Conflict when an earlier step is missing (R1).
    """
    mentor = policy.get_managed(coordinator, mentor_id)
    done = steps_done(mentor_id)
    if step in done:
        return
    if step is not STEPS[len(done)]:
        raise Conflict(_("An earlier step is missing. No step may be skipped."))
    _add_step(mentor_id, step, coordinator.id)
    audit.record(coordinator, f"mentor.{step.value}_recorded", "mentor", mentor.person_id)


def record_missing_steps(
    *, mentor_id: int, recorded_by_id: int, done: Collection[MentorStep]
) -> None:
    """Write down every step but those `done`, for a mentor whom someone vouches for."""
    for step in STEPS:
        if step not in done:
            _add_step(mentor_id, step, recorded_by_id)


def activate(*, coordinator: Person, mentor_id: int) -> None:
    """Let students find the mentor; raises Conflict before all six steps are done (R1)."""
    mentor = policy.get_managed(coordinator, mentor_id)
    if len(steps_done(mentor_id)) < len(STEPS):
        raise Conflict(_("Every step of the screening comes before the activation."))
    if mentor.deactivated_at is not None:
        raise Conflict(_("This mentor is deactivated. Reactivate the account instead."))
    if mentor.activated_at is None:
        mentor.activated_at = clock.now()
        _say(coordinator, mentor, "activated")


def deactivate(*, coordinator: Person, mentor_id: int) -> None:
    """Take the mentor out of the search; what was exchanged stays readable."""
    mentor = policy.get_managed(coordinator, mentor_id)
    if mentor.deactivated_at is None:
        mentor.deactivated_at = clock.now()
        _say(coordinator, mentor, "deactivated")


def reactivate(*, coordinator: Person, mentor_id: int) -> None:
    """Undo a deactivation; an applicant is an applicant again."""
    mentor = policy.get_managed(coordinator, mentor_id)
    if mentor.deactivated_at is not None:
        mentor.deactivated_at = None
        _say(coordinator, mentor, "reactivated")


def change_choices(
    *, mentor: Person, interests: Collection[str], helps: Collection[str], newcomers_welcome: bool
) -> None:
    """Keep what a mentor likes and whom they can help best, by the codes of `interests.toml`.

    A code that the lists do not have is left out. Raises NotFound for who is no mentor.
    """
    row = db.session.get(Mentor, mentor.id) or not_found("mentor", mentor.id)
    row.interests = lists.known(interests, lists.interests())
    row.helps = lists.known(helps, lists.helps())
    row.newcomers_welcome = newcomers_welcome or lists.NEWCOMERS in row.helps
    outbox.emit("mentor.changed", mentor_id=mentor.id)


def record_verification_end(
    *, coordinator: Person, mentor_id: int, screened_until: date | None
) -> None:
    """Keep the last day on which the board's verification of the mentor holds, or none (R51).

    After that day nobody finds the mentor and neither person of a conversation writes, until
    another day is recorded. Raises NotFound for who may not.
    """
    mentor = policy.get_managed(coordinator, mentor_id)
    if mentor.screened_until != screened_until:
        mentor.screened_until = screened_until
        _say(coordinator, mentor, "verification_dated")


def keep_reply_hours() -> int:
    """Bring every mentor's usual time to a first answer up to date; return how many changed.

    The median of the last 90 days, in whole hours; none below three answers. For the night.
    """
    usual = replies.usual_hours()
    known = db.session.execute(select(Mentor.person_id, Mentor.reply_hours)).all()
    changed = [
        {"of_mentor": number, "hours": usual.get(number)}
        for number, hours in known
        if usual.get(number) != hours
    ]
    if changed:
        # The profile stays as old as it was: nobody edited it.
        keeping = (
            update(Mentor.__table__)  # type: ignore[arg-type]
            .where(Mentor.person_id == bindparam("of_mentor"))
            .values(reply_hours=bindparam("hours"), changed_at=Mentor.changed_at)
        )
        db.session.connection().execute(keeping, changed)
    return len(changed)


def steps_done(mentor_id: int) -> frozenset[MentorStep]:
    """Return the steps written down for a mentor."""
    wanted = select(MentorStepRecord.step).where(MentorStepRecord.mentor_id == mentor_id)
    return frozenset(db.session.scalars(wanted))


def _add_step(mentor_id: int, step: MentorStep, recorded_by_id: int) -> None:
    db.session.add(MentorStepRecord(mentor_id=mentor_id, step=step, recorded_by_id=recorded_by_id))


def _say(coordinator: Person, mentor: Mentor, event: str) -> None:
    audit.record(coordinator, f"mentor.{event}", "mentor", mentor.person_id)
    outbox.emit("mentor.changed", mentor_id=mentor.person_id)
