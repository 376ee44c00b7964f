"""The mail of the day about new posts in groups: counts, and where to read them."""

from portal import mail
from portal.extensions import unit_of_work
from portal.i18n import _l
from portal.queries import digests as queries
from portal.services import digests as service
from portal.worker.letters import write
from portal.worker.registry import JobInHand, on


@on("groups.digest", writes=True)
def plan_digests(_job: JobInHand) -> None:
    """Plan the day's mails."""
    service.plan()


@on("digest.due")
def send_digest(job: JobInHand, *, person_id: int) -> None:
    """Tell a person how much is new in the groups followed; which groups, only the page says."""
    digest = queries.digest(person_id)
    if digest is None:
        return
    page, subject = mail.link("groups.listing"), _l("New messages in your groups on Lanterne")
    numbers = {"posts": digest.posts, "topics": digest.topics, "groups": digest.groups}
    write(job, digest.email, digest.language, subject, "group_digest", page, **numbers)
    with unit_of_work():
        service.told(person_id=person_id, up_to=digest.up_to)
