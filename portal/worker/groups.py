"""What groups set off: invitations and proposals are told, past years are archived."""

from portal import mail
from portal.i18n import _l
from portal.outbox import emit
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


@on("group.proposed", writes=True)
def look_who_decides(_job: JobInHand, *, group_id: int) -> None:
    """Plan one mail to each of those who may decide on a proposal."""
    for person_id in memberships.people_to_decide(group_id):
        emit("group.waits", group_id=group_id, person_id=person_id)


@on("group.waits")
def tell_who_decides(job: JobInHand, *, group_id: int, person_id: int) -> None:
    """Tell somebody that a proposed group waits for a decision, while it does."""
    person = memberships.person_to_decide(group_id, person_id)
    if person is not None:
        page = mail.link("groups.show", group_id=group_id)
        subject = _l("A proposed group waits for a decision on Lanterne")
        write(job, str(person.email), person.language, subject, "group_waits", page)


@on("group.decided")
def tell_proposer(job: JobInHand, *, group_id: int) -> None:
    """Tell who proposed a group that it was decided on; the answer stands on its page."""
    person = memberships.proposer_of(group_id)
    if person is not None:
        page = mail.link("groups.show", group_id=group_id)
        subject = _l("Your proposed group has its answer on Lanterne")
        write(job, str(person.email), person.language, subject, "group_decided", page)


@on("groups.archive", writes=True)
def archive_groups(_job: JobInHand) -> None:
    """Archive the groups of school years that are over."""
    groups.archive_past_years()
