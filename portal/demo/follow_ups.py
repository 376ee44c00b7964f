"""What the demo's counsellor did about students: nudges read or not, calls, one undone."""

from datetime import timedelta

from sqlalchemy import delete, update

from portal import clock
from portal.extensions import db
from portal.models.follow_ups import FollowUp, FollowUpAction
from portal.models.jobs import Job
from portal.models.people import Person
from portal.queries.needs import standing_in
from portal.queries.participation import get_reader
from portal.queries.standings import Need
from portal.services import follow_ups

NUDGED, READ, CALLED = 6, 3, 4  # students


def add_follow_ups(*, counsellor_name: str, student_id: int) -> None:
    """Add them for one counsellor, named by the account; the student finds a word at home."""
    counsellor, now = get_reader(counsellor_name), clock.now()
    with clock.frozen_at(now - timedelta(days=12)):
        _do(counsellor, Need.CONSENT_MISSING, FollowUpAction.CALL, CALLED, "demo-called")
    with clock.frozen_at(now - timedelta(days=2)):
        first = [student_id] if student_id in standing_in(counsellor, Need.TO_NUDGE) else []
        nudged = _do(counsellor, Need.TO_NUDGE, FollowUpAction.NUDGE, NUDGED, "demo-nudged", first)
    _read([number for number in nudged if number != student_id][:READ])
    with clock.frozen_at(now - timedelta(hours=5)):
        if _do(counsellor, Need.NOT_STARTED, FollowUpAction.NUDGE, CALLED, "demo-undone"):
            follow_ups.undo(counsellor=counsellor, batch_key="demo-undone")
    # Nobody of a demo waits for a mail.
    db.session.execute(delete(Job).where(Job.event == "follow_up.made"))


def _do(
    counsellor: Person,
    need: Need,
    action: FollowUpAction,
    count: int,
    key: str,
    first: list[int] | None = None,
) -> list[int]:
    chosen = [*(first or []), *sorted(standing_in(counsellor, need))]
    chosen = list(dict.fromkeys(chosen))[:count]
    if chosen:
        follow_ups.follow_up(
            counsellor=counsellor, need=need, action=action, student_ids=chosen, key=key
        )
    return chosen


def _read(student_ids: list[int]) -> None:
    db.session.execute(
        update(FollowUp)
        .where(FollowUp.student_id.in_(student_ids), FollowUp.action == FollowUpAction.NUDGE)
        .values(seen_at=clock.now() - timedelta(days=1))
        .execution_options(synchronize_session=False)
    )
