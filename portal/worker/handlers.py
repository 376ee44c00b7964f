"""What each event sets off: one handler an event, safe to repeat.

A handler is given identifiers, reads again and asks the policy again. Mails
name nobody and never say what a message says.
"""

from collections.abc import Sequence
from datetime import timedelta

from flask_babel import LazyString

from portal import mail
from portal.extensions import unit_of_work
from portal.i18n import _l
from portal.models.people import Person
from portal.outbox import emit
from portal.queries import mails
from portal.queries.mentions import callings
from portal.search import index, posts
from portal.services import jobs as service
from portal.services import mentions, mentors, passwords
from portal.services import packs as packs_service
from portal.services import saved_searches as searches
from portal.worker import (
    circles,
    class_periods,
    concerns,
    digests,
    follow_ups,
    groups,
    packs,
    recommendations,
    saved_searches,
)
from portal.worker import mentions as mention_mails
from portal.worker.letters import write
from portal.worker.registry import HANDLERS, JobInHand, on, on_batch

# These have files of their own: importing them registers their handlers.
__all__ = [
    "HANDLERS",
    "circles",
    "class_periods",
    "concerns",
    "digests",
    "follow_ups",
    "groups",
    "mention_mails",
    "packs",
    "recommendations",
    "saved_searches",
]

# Some mentors change together (an import); one index commit for all of them.
MENTORS_AT_ONCE = 200


@on("message.visible")
def tell_reader(job: JobInHand, *, message_id: int) -> None:
    """Tell the other person of the conversation that a message waits."""
    reader = mails.reader_of(message_id)
    if reader is not None:
        page = mail.link("threads.show", thread_id=reader.thread_id)
        subject = _l("A message waits for you on Lanterne")
        write(job, reader.email, reader.language, subject, "message_visible", page)


@on("match.declined")
def tell_student(job: JobInHand, *, match_id: int) -> None:
    """Tell the student that an answer came and that other mentors may be asked."""
    student = mails.student_of_declined(match_id)
    if student is not None:
        page = mail.link("threads.show", thread_id=student.thread_id)
        subject = _l("An answer to your request on Lanterne")
        write(job, student.email, student.language, subject, "match_declined", page)


@on("match.closed")
def tell_one_of_both(job: JobInHand, *, match_id: int, person_id: int) -> None:
    """Tell one of the two people that a conversation has ended; the reason is nobody's (R20)."""
    person = mails.one_of_closed(match_id, person_id)
    if person is not None:
        page = mail.link("threads.show", thread_id=person.thread_id)
        subject = _l("A conversation on Lanterne has ended")
        write(job, person.email, person.language, subject, "match_closed", page)


@on("notice.given")
def tell_of_notice(job: JobInHand, *, person_id: int) -> None:
    """Tell a person that something was decided about them; what, only the portal says."""
    person = mails.person_to_write(person_id)
    if person is not None:
        page, subject = mail.link("account.notices"), _l("Something to read on Lanterne")
        write(job, str(person.email), person.language, subject, "notice_given", page)


@on("person.invited")
def invite(job: JobInHand, *, person_id: int) -> None:
    """Send a new person the link with which to choose a password."""
    person = mails.person_to_write(person_id)
    if person is not None:
        subject = _l("Your Lanterne account: choose your password")
        _write_link(job, person, subject, "person_invited")


@on("password.forgotten")
def send_reset_link(job: JobInHand, *, person_id: int) -> None:
    """Send a person the link with which to choose another password."""
    person = mails.person_to_write(person_id)
    if person is not None:
        subject = _l("Lanterne: choose a new password")
        _write_link(job, person, subject, "password_forgotten")


@on_batch("mentor.changed", size=MENTORS_AT_ONCE, lease=timedelta(minutes=5))
def index_mentors(jobs: Sequence[JobInHand]) -> None:
    """Bring the mentors' lines of the search index up to date, all in one commit."""
    changed = {int(job.ids["mentor_id"]) for job in jobs}
    try:
        index.update_mentors(changed)
    except index.IndexOutOfOrder:  # missing or broken: a new one holds these mentors too
        index.rebuild()
    saved_searches.announce(changed)


@on_batch("post.changed", size=posts.AT_ONCE)
def index_posts(jobs: Sequence[JobInHand]) -> None:
    """Make what posts are found by what they show now, and tell those whom they call on."""
    changed = {int(job.ids["message_id"]) for job in jobs}
    posts.update_posts(changed)
    if callings(changed):  # of most batches none: nobody waits for the lock
        with unit_of_work():
            mentions.note(changed)


@on("search.rebuild", lease=timedelta(minutes=30))
def rebuild_index(_job: JobInHand) -> None:
    """Build the search index anew from the database."""
    index.rebuild()


@on("search.optimise", lease=timedelta(minutes=30))
def optimise_index(_job: JobInHand) -> None:
    """Merge the index's segments: 80 commits without it make searches 3.5 times slower.

    Whatever no longer equals the database, such as words that an upgrade changed, is made anew;
    so is what posts are found by.
    """
    try:
        index.optimise()
        is_old = bool(index.check())
    except index.IndexOutOfOrder:
        is_old = True
    if is_old:
        index.rebuild()
    posts.mend_posts()


@on("mentors.reply_hours", writes=True)
def keep_reply_hours(_job: JobInHand) -> None:
    """Note how fast each mentor usually answers: the directory's order asks for it."""
    mentors.keep_reply_hours()


@on("housekeeping.daily", writes=True)
def keep_house(job: JobInHand) -> None:
    """Destroy what has been kept long enough and plan the next night."""
    service.plan_night(besides=job.id)
    service.clean_up()
    searches.clean_up()
    packs_service.clean_up()
    searches.look_again()
    emit("search.optimise")
    emit("mentors.reply_hours")
    emit("groups.archive")
    emit("groups.digest")
    emit("circles.daily")


def _write_link(job: JobInHand, person: Person, subject: LazyString, template: str) -> None:
    page = mail.link("passwords.reset", token=passwords.reset_token(person))
    write(job, str(person.email), person.language, subject, template, page)
