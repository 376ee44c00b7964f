"""What people and nights do to the outbox: try again, plan, clean up."""

from datetime import datetime, timedelta

from sqlalchemy import delete, exists, select

from portal import clock
from portal.errors import not_found
from portal.extensions import count_rows_again, db
from portal.models.drafts import Draft
from portal.models.imports import ImportFile
from portal.models.jobs import Job
from portal.models.people import Person
from portal.models.sign_ins import FailedSignIn
from portal.outbox import emit
from portal.services import audit, matching, question_answers, reflections

NIGHTLY = "housekeeping.daily"
NIGHT_BEGINS = timedelta(hours=3)

# How long each thing is kept once nobody needs it (R41).
KEEP_DRAFTS = timedelta(days=30)
KEEP_FAILED_SIGN_INS = timedelta(days=1)
KEEP_IMPORT_FILES = timedelta(hours=1)
KEEP_DONE_JOBS = timedelta(days=30)


def retry(*, actor: Person | None, job_id: int) -> None:
    """Give a dead job its tries back; one that lives is left alone. Raises NotFound.

    `actor`: the administrator, or None for the command line.
    """
    job = db.session.get(Job, job_id) or not_found("job", job_id)
    if job.dead_at is None or job.done_at is not None:
        return  # a second click: the first one did it
    job.dead_at, job.attempts, job.due_at = None, 0, clock.now()
    audit.record(actor, "job.retried", "job", job.id)


def retry_all(*, actor: Person | None) -> int:
    """Give every dead job its tries back and return how many there were."""
    dead = select(Job.id).where(Job.done_at.is_(None), Job.dead_at.is_not(None))
    numbers = list(db.session.scalars(dead))
    for number in numbers:
        retry(actor=actor, job_id=number)
    return len(numbers)


def plan_night(*, besides: int = 0) -> None:
    """Make sure that a night's housekeeping is planned, once, beside the job `besides`."""
    planned = exists().where(
        Job.event == NIGHTLY, Job.id != besides, Job.done_at.is_(None), Job.dead_at.is_(None)
    )
    if not db.session.scalar(select(planned)):
        emit(NIGHTLY, due_at=next_night(clock.now()))


def next_night(now: datetime) -> datetime:
    """Return the next 3 o'clock of the board's night, in UTC."""
    tonight = clock.start_of(clock.local(now).date()) + NIGHT_BEGINS
    if tonight > now:
        return tonight
    tomorrow = clock.local(now).date() + timedelta(days=1)
    return clock.start_of(tomorrow) + NIGHT_BEGINS


def clean_up() -> None:
    """Destroy what has been kept long enough: drafts, failed sign-ins, files, jobs, choices.

    What is left is counted, so that tomorrow's pages find it fast.
    """
    now = clock.now()
    for expired in (
        delete(Draft).where(Draft.saved_at < now - KEEP_DRAFTS),
        delete(FailedSignIn).where(FailedSignIn.tried_at < now - KEEP_FAILED_SIGN_INS),
        delete(ImportFile).where(ImportFile.uploaded_at < now - KEEP_IMPORT_FILES),
        delete(Job).where(Job.done_at < now - KEEP_DONE_JOBS),
    ):
        db.session.execute(expired.execution_options(synchronize_session=False))
    matching.erase_lapsed()
    reflections.erase_lapsed()
    question_answers.erase_lapsed()
    count_rows_again(db.session.connection())
