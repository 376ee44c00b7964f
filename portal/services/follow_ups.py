"""What a counsellor does about the students who need a word: once, together, undoable."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select, update

from portal import clock, outbox
from portal.errors import Conflict, Invalid
from portal.extensions import db
from portal.i18n import _
from portal.models.access_log import AuditEntry
from portal.models.follow_ups import FollowUp, FollowUpAction
from portal.models.matches import MatchClosing
from portal.models.people import Person
from portal.models.recommendations import Recommendation
from portal.policies import follow_ups as policy
from portal.policies.recommendations import check_followed
from portal.queries.calendar import school_time
from portal.queries.follow_ups import other_mentors
from portal.queries.needs import matches_in, standing_in
from portal.queries.standings import Need
from portal.services import audit, matches, recommendations
from portal.services.nudges import ready_line, ready_text
from portal.services.recommendations import Ready
from portal.services.texts import require_clean

# What may be done about each need, the one next action first.
ACTIONS: Mapping[Need, tuple[FollowUpAction, ...]] = {
    Need.CONCERN: (),  # the case itself says what to do, and leaves once it is closed
    Need.LATE: (
        FollowUpAction.SUGGEST,
        FollowUpAction.NUDGE,
        FollowUpAction.CLOSE,
        FollowUpAction.CALL,
        FollowUpAction.LATER,
    ),
    Need.REPLY_LATE: (
        FollowUpAction.NUDGE,
        FollowUpAction.SUGGEST,
        FollowUpAction.CALL,
        FollowUpAction.LATER,
    ),
    Need.TO_NUDGE: (
        FollowUpAction.NUDGE,
        FollowUpAction.CLOSE,
        FollowUpAction.CALL,
        FollowUpAction.LATER,
    ),
    Need.CONSENT_MISSING: (FollowUpAction.CALL, FollowUpAction.LATER),
    Need.LEAVING: (FollowUpAction.CLOSE, FollowUpAction.NUDGE, FollowUpAction.LATER),
    Need.NO_PASSWORD: (FollowUpAction.CALL, FollowUpAction.LATER),
    Need.NEVER_SIGNED_IN: (FollowUpAction.CALL, FollowUpAction.LATER),
    Need.NOT_STARTED: (FollowUpAction.NUDGE, FollowUpAction.CALL, FollowUpAction.LATER),
}
SCHOOL_DAYS = 5  # off the list, unless it is undone
UNDONE_WITHIN = timedelta(days=1)
# Nobody hears by mail of what may have been a slip of the hand.
TOLD_AFTER = matches.TOLD_AFTER
MOST = 500  # students at once
MOST_CLOSED = 100
LONGEST = 300  # characters of the counsellor's own line
ASKED_EVENT = "holds.asked"


@dataclass(frozen=True, slots=True)
class Done:
    """What one click did: for how many, and whom it left out."""

    batch_key: str
    count: int
    already: int = 0  # done meanwhile, or no longer in need
    without: int = 0  # nobody of the same occupation has room
    repeated: bool = False  # a second click: nothing has changed


def follow_up(
    *,
    counsellor: Person,
    need: Need,
    action: FollowUpAction,
    student_ids: Collection[int] | None,
    key: str,
    line: str = "",
) -> Done:
    """Do one thing about students who stand in a need; None: about all of them.

    The same `key` again changes nothing. Who was followed up on meanwhile is left out. Raises
    NotFound for a student not followed, Invalid for an action that this need does not have, for
    nobody at all, for too many, and for a line that may not be sent.
    """
    before = _done_with(counsellor, key)
    if before is not None:
        return before
    if action not in ACTIONS[need]:
        raise Invalid(_("Choose what to do from the buttons."))
    _check_line(action, line)
    waiting = standing_in(counsellor, need)
    asked = set(waiting) if student_ids is None else set(student_ids)
    if not asked:
        raise Invalid(_("Tick at least one student."))
    if asked - set(waiting):
        check_followed(counsellor, asked - set(waiting))
    chosen = {number: waiting[number] for number in sorted(asked & set(waiting))}
    most = MOST_CLOSED if action is FollowUpAction.CLOSE else MOST
    if len(chosen) > most:
        raise Invalid(_("At most %(number)s students at once: tick fewer of them.", number=most))
    rows = _rows(counsellor, need, action, chosen, line)
    _write(counsellor, need, action, rows, key)
    done = {row["student_id"] for row in rows}
    return Done(key, len(done), len(asked) - len(chosen), len(chosen) - len(done))


def undo(*, counsellor: Person, batch_key: str) -> int:
    """Take back all that one click did, within a day; return for how many students.

    A nudge is gone from the student's home, a suggestion is withdrawn, a closed conversation is
    open again. A second click changes nothing. Raises NotFound, and Conflict when it is too
    late or a conversation cannot be opened again: then nothing is undone.
    """
    rows = policy.get_made(counsellor, batch_key)
    standing = [row for row in rows if row.undone_at is None]
    if not standing:
        return 0
    now = clock.now()
    if standing[0].done_at < undoable_since():
        raise Conflict(_("What was done can be undone for a day, which is over."))
    for row in standing:
        row.undone_at = now
        if row.action is FollowUpAction.CLOSE and row.match_id is not None:
            matches.reopen(actor=counsellor, match_id=row.match_id)
    _withdraw([row.before["recommendation"] for row in standing if "recommendation" in row.before])
    audit.record(counsellor, "follow_up.undone", "follow_up", standing[0].id)
    return len({row.student_id for row in standing})


def undoable_since() -> datetime:
    """Return the moment after which what was done can still be undone."""
    return clock.now() - UNDONE_WITHIN


def read(*, student: Person, number: int) -> None:
    """Write down that the student has read a nudge; a second click changes nothing.

    Raises NotFound for one that was undone or is somebody else's.
    """
    found = policy.get_received(student, number)
    found.seen_at = found.seen_at or clock.now()


def ask_team(*, counsellor: Person) -> bool:
    """Ask the moderators by mail to look at what waits too long; False when asked today already.

    The mail names nobody. It leaves the list of the day, not the queue.
    """
    today = clock.start_of(clock.today())
    asked = select(AuditEntry.id).where(
        AuditEntry.noun == "person",
        AuditEntry.noun_id == counsellor.id,
        AuditEntry.event == ASKED_EVENT,
        AuditEntry.done_at >= today,
    )
    if db.session.scalar(asked.limit(1)) is not None:
        return False
    audit.record(counsellor, ASKED_EVENT, "person", counsellor.id)
    outbox.emit("holds.asked", person_id=counsellor.id)
    return True


def note_export(*, counsellor: Person, count: int) -> None:
    """Write down that a list of so many students was taken out of the portal."""
    audit.record(counsellor, "students.exported", "person", counsellor.id, detail=str(count))


def _done_with(counsellor: Person, key: str) -> Done | None:
    """Return what a first click with this key did, if there was one."""
    wanted = select(FollowUp.student_id).where(
        FollowUp.batch_key == key, FollowUp.counsellor_id == counsellor.id
    )
    found = set(db.session.scalars(wanted))
    return Done(key, len(found), repeated=True) if found else None


def _check_line(action: FollowUpAction, line: str) -> None:
    if not line:
        return
    if action is not FollowUpAction.NUDGE:
        raise Invalid(_("Only a nudge carries a line of your own: send it, or empty the field."))
    if len(line) > LONGEST:
        raise Invalid(_("Say it in at most %(max)d characters.", max=LONGEST))
    require_clean(line)


def _rows(
    counsellor: Person,
    need: Need,
    action: FollowUpAction,
    chosen: Mapping[int, str],
    line: str,
) -> list[dict[str, Any]]:
    """Do what has an effect of its own, and return the rows to write."""
    match action:
        case FollowUpAction.NUDGE:
            return _nudged(need, chosen, line)
        case FollowUpAction.CLOSE:
            return _closed(counsellor, need, list(chosen))
        case FollowUpAction.SUGGEST:
            return _suggested(counsellor, need, chosen)
        case _:
            return [{"student_id": number} for number in chosen]


def _nudged(need: Need, chosen: Mapping[int, str], line: str) -> list[dict[str, Any]]:
    words = {code: ready_text(need, code) for code in set(chosen.values())}
    texts = {code: f"{text}\n\n{line}" if line else text for code, text in words.items()}
    return [{"student_id": number, "text": texts[code]} for number, code in chosen.items()]


def _closed(counsellor: Person, need: Need, student_ids: Sequence[int]) -> list[dict[str, Any]]:
    closing = MatchClosing.LEAVING if need is Need.LEAVING else MatchClosing.SILENT
    return [
        {"student_id": student_id, "match_id": match_id}
        for student_id, match_id, _mentor, _noc in matches_in(need, student_ids)
        if matches.close(actor=counsellor, closing=closing, match_id=match_id)
    ]


def _suggested(counsellor: Person, need: Need, chosen: Mapping[int, str]) -> list[dict[str, Any]]:
    asked = {student: noc for student, _match, _mentor, noc in matches_in(need, list(chosen))}
    found = other_mentors(counsellor, asked, chosen)
    ready = [
        Ready(number, mentor_id, ready_line(chosen[number])) for number, mentor_id in found.items()
    ]
    made = recommendations.recommend_ready(
        counsellor=counsellor, ready=ready, told_at=clock.now() + TOLD_AFTER
    )
    return [
        {"student_id": student_id, "before": {"recommendation": number}}
        for student_id, number in made.items()
    ]


def _write(
    counsellor: Person, need: Need, action: FollowUpAction, rows: list[dict[str, Any]], key: str
) -> None:
    if not rows:
        return
    now = clock.now()
    same = {
        "counsellor_id": counsellor.id,
        "need": need.value,
        "action": action,
        "done_at": now,
        "until": school_time().after_days(now, SCHOOL_DAYS),
        "batch_key": key,
    }
    own: dict[str, Any] = {"match_id": None, "text": "", "before": {}}
    db.session.execute(insert(FollowUp), [{**own, **row, **same} for row in rows])
    numbers = db.session.scalars(
        select(FollowUp.id)
        .where(FollowUp.batch_key == key, FollowUp.counsellor_id == counsellor.id)
        .order_by(FollowUp.id)
    ).all()
    if action is FollowUpAction.NUDGE:
        _tell(numbers, now + TOLD_AFTER)
    detail = f"{need.value} {action.value} {len(rows)}"
    audit.record(counsellor, "follow_up.done", "follow_up", numbers[0], detail=detail)


def _tell(numbers: Sequence[int], due_at: datetime) -> None:
    for number in numbers:
        outbox.emit("follow_up.made", due_at=due_at, follow_up_id=number)


def _withdraw(numbers: Sequence[int]) -> None:
    if numbers:
        db.session.execute(
            update(Recommendation)
            .where(Recommendation.id.in_(numbers), Recommendation.withdrawn_at.is_(None))
            .values(withdrawn_at=clock.now())
            .execution_options(synchronize_session=False)
        )
