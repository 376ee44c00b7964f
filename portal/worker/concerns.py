"""What a concern sets off: a mail to each recipient, and the next people when nobody opens it."""

from portal import mail
from portal.extensions import unit_of_work
from portal.i18n import _l
from portal.queries.concern_recipients import addressee
from portal.services import concerns
from portal.worker.letters import write
from portal.worker.registry import JobInHand, on


@on("concern.raised")
def tell_recipient(job: JobInHand, *, concern_id: int, person_id: int) -> None:
    """Tell a recipient that a situation needs attention: no name, no word of it.

    Nothing is sent once somebody has opened the case.
    """
    recipient = addressee(concern_id, person_id)
    if recipient is None:
        return
    page = mail.link("concerns.case", concern_id=concern_id)
    template = "concern_immediate" if recipient.immediate else "concern_raised"
    subject = _l("A situation needs your attention")
    write(job, recipient.email, recipient.language, subject, template, page)
    with unit_of_work():
        concerns.told(concern_id=concern_id, person_id=person_id)


@on("concern.climb", writes=True)
def climb(_job: JobInHand, *, concern_id: int, level: int) -> None:
    """Route the concern to the next people, unless somebody has opened it since."""
    concerns.climb(concern_id=concern_id, level=level)
