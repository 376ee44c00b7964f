"""The ladder: proposed by rule, decided by a person, appealed by the author."""

from datetime import timedelta

from sqlalchemy import func, select, update

from portal import clock, outbox
from portal.data.ladder import ladder
from portal.errors import Conflict, Denied
from portal.extensions import db
from portal.i18n import _
from portal.models.moderation import Decision, MessageFinding, Verdict
from portal.models.people import Person, PersonState
from portal.models.sanctions import Sanction, SanctionState, SanctionStep
from portal.models.threads import Message
from portal.policies import sanctions as policy
from portal.services import audit


def propose(*, decision: Decision, author_id: int) -> Sanction | None:
    """Propose the step that the ladder's rules see after a refusal; None when none does.

    Messages refused together count as one occasion: they bear the same moment.
    """
    db.session.flush()
    found = db.session.execute(
        select(MessageFinding.kind, MessageFinding.severity).where(
            MessageFinding.message_id == decision.message_id
        )
    ).all()
    rule = ladder().rule_for(_occasions(author_id), [(kind, high) for kind, high in found])
    if rule is None:
        return None
    step = Sanction(person_id=author_id, step=SanctionStep(rule.step), rule=rule.code)
    step.decision_id = decision.id
    db.session.add(step)
    return step


def withdraw_proposals(*, decision_id: int) -> None:
    """Take back what a refusal proposed, as the refusal is undone.

    Raises Conflict when somebody already decided on it.
    """
    steps = db.session.scalars(select(Sanction).where(Sanction.decision_id == decision_id)).all()
    if any(step.state is not SanctionState.PROPOSED for step in steps):
        raise Conflict(_("A step was already decided because of this refusal, so it stays."))
    for step in steps:
        db.session.delete(step)


def apply(*, actor: Person, sanction_id: int, note: str) -> None:
    """Take the step that was proposed; `note` is for the person. It answers the others too.

    Raises NotFound, and Conflict when somebody else decided on it.
    """
    step = _proposed(actor, sanction_id)
    step.state, step.note = SanctionState.APPLIED, note
    step.decided_by_id, step.decided_at = actor.id, clock.now()
    if step.step is SanctionStep.SUSPENSION:
        step.until = clock.today() + timedelta(days=ladder().suspension_days)
    if step.step is SanctionStep.REMOVAL:
        step.person.state = PersonState.SUSPENDED
        step.person.session_version += 1
    db.session.execute(
        update(Sanction)
        .where(
            Sanction.person_id == step.person_id,
            Sanction.state == SanctionState.PROPOSED,
            Sanction.id != step.id,
        )
        .values(state=SanctionState.DISMISSED, decided_by_id=actor.id, decided_at=step.decided_at)
    )
    audit.record(actor, "sanction.applied", "sanction", step.id, detail=step.step.value)
    outbox.emit("notice.given", person_id=step.person_id)


def dismiss(*, actor: Person, sanction_id: int) -> None:
    """Let a proposal go. Raises as `apply` does."""
    step = _proposed(actor, sanction_id)
    step.state = SanctionState.DISMISSED
    step.decided_by_id, step.decided_at = actor.id, clock.now()
    audit.record(actor, "sanction.dismissed", "sanction", step.id, detail=step.step.value)


def appeal(*, author: Person, sanction_id: int, body: str) -> None:
    """Keep what the person says against a step: once.

    Raises NotFound for another's step, and Conflict for a second appeal.
    """
    step = policy.get_own(author, sanction_id)
    if step.appealed_at is not None or step.state is not SanctionState.APPLIED:
        raise Conflict(_("You already asked for this to be looked at again."))
    step.appeal, step.appealed_at = body, clock.now()
    audit.record(author, "sanction.appealed", "sanction", step.id)


def answer_appeal(*, actor: Person, sanction_id: int, lift: bool, answer: str) -> None:
    """Lift the step, or let it stand; the person reads `answer`.

    Who was removed cannot sign in: an appeal that came another way is answered as well.
    Raises NotFound, Denied to who applied it, Conflict when there is nothing to answer.
    """
    step = policy.get_decidable(actor, sanction_id)
    if not policy.may_answer_appeal(actor, step.decided_by_id):
        raise Denied(_("Someone other than the person who decided answers an appeal."))
    asked = step.appealed_at is not None or step.step is SanctionStep.REMOVAL
    if not asked or step.appeal_decided_at is not None or step.state is not SanctionState.APPLIED:
        raise Conflict(_("This appeal was already answered."))
    step.appeal_answer, step.appeal_decided_at = answer, clock.now()
    step.appeal_decided_by_id = actor.id
    if lift:
        step.state = SanctionState.LIFTED
        if step.step is SanctionStep.REMOVAL and step.person.state is PersonState.SUSPENDED:
            step.person.state = PersonState.ACTIVE
    done = "lifted" if lift else "upheld"
    audit.record(actor, f"sanction.{done}", "sanction", step.id, detail=step.step.value)
    outbox.emit("notice.given", person_id=step.person_id)


def _proposed(actor: Person, sanction_id: int) -> Sanction:
    step = policy.get_decidable(actor, sanction_id)
    if step.state is not SanctionState.PROPOSED:
        raise Conflict(_("Someone else decided on this step in the meantime."))
    return step


def _occasions(author_id: int) -> int:
    since = clock.now() - timedelta(days=ladder().days)
    refused = (
        select(func.count(Decision.decided_at.distinct()))
        .join(Message, Message.id == Decision.message_id)
        .where(
            Message.author_id == author_id,
            Decision.verdict == Verdict.REFUSED,
            Decision.stands,
            Decision.decided_at > since,
        )
    )
    return db.session.scalar(refused) or 0
