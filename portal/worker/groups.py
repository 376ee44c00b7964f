"""What groups set off: an invitation is told, past years are archived."""

from portal import mail
from portal.i18n import _l
from portal.queries import memberships
from portal.services import groups
from portal.worker.letters import write
from portal.worker.registry import JobInHand, on


@on("group.invited")
def tell_invited(job: JobInHand, *, invitation_id: int) -> None:
    """Tell somebody of an invitation that still waits; of a group that is gone, nobody."""
    invited = memberships.invited_person(invitation_id)
    if invited is not None:
        page = mail.link("groups.show", group_id=invited.group_id)
        subject = _l("You are invited into a group on Lanterne")
        write(job, invited.email, invited.language, subject, "group_invited", page)


@on("groups.archive", writes=True)
def archive_groups(_job: JobInHand) -> None:
    """Archive the groups of school years that are over."""
    groups.archive_past_years()
