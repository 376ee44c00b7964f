"""A counsellor left a word, or asks moderators to look: mails that say neither what nor whom."""

from portal import mail
from portal.i18n import _l
from portal.models.people import Role
from portal.outbox import emit
from portal.queries import mails
from portal.queries.follow_ups import student_to_tell
from portal.worker.letters import write
from portal.worker.registry import JobInHand, on


@on("follow_up.made")
def tell_student(job: JobInHand, *, follow_up_id: int) -> None:
    """Tell the student that somebody at school left a word; what, only the page says."""
    student = student_to_tell(follow_up_id)
    if student is not None:
        page, subject = mail.link("front.home"), _l("A word for you on Lanterne")
        write(job, str(student.email), student.language, subject, "follow_up_made", page)


@on("holds.asked", writes=True)
def ask_each(_job: JobInHand, *, person_id: int) -> None:
    """Make one mail for each moderator but who asks."""
    for moderator_id in mails.moderators(besides=person_id):
        emit("holds.to_look_at", person_id=moderator_id)


@on("holds.to_look_at")
def ask_moderator(job: JobInHand, *, person_id: int) -> None:
    """Ask a moderator to look at what waits longer than it should."""
    person = mails.person_to_write(person_id)
    if person is not None and person.has(Role.MODERATOR):
        page = mail.link("moderation.queue")
        subject = _l("Messages wait to be checked on Lanterne")
        write(job, str(person.email), person.language, subject, "holds_asked", page)
