"""A mail to who holds a role that a topic calls on."""

from portal import mail
from portal.i18n import _l
from portal.queries import mentions as query
from portal.worker.letters import write
from portal.worker.registry import JobInHand, on


@on("mention.told")
def tell_called(job: JobInHand, *, person_id: int, topic_id: int) -> None:
    """Tell somebody that a topic calls on them, unless they have read it meanwhile."""
    called = query.person_to_tell(person_id, topic_id)
    if called is not None:
        page = mail.link("groups.topic", group_id=called.group_id, topic_id=topic_id)
        subject = _l("Somebody calls on your role in a group on Lanterne")
        write(job, called.email, called.language, subject, "mention", page)
