"""What was decided about one person's messages, and the steps of the ladder taken."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from portal.errors import not_found
from portal.extensions import db
from portal.i18n import pick
from portal.models.moderation import Decision, MessageFinding, RefusalReason, Verdict
from portal.models.people import Person, PersonState
from portal.models.sanctions import Sanction, SanctionState, SanctionStep
from portal.models.threads import Message
from portal.policies import moderation as policy
from portal.policies import sanctions as sanctions_policy

LAST = 3  # decisions on each of both people, beside a case
SHOWN = 50  # on the page of one person

_decider = aliased(Person)

Counts = Mapping[tuple[int, Verdict], int]


@dataclass(frozen=True, slots=True)
class PastDecision:
    """A decision on a message of this person: what, why, when."""

    hold_id: int
    verdict: Verdict
    reason: str
    decided_at: datetime
    kinds: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the ladder, proposed or taken."""

    id: int
    step: SanctionStep
    state: SanctionState
    rule: str
    proposed_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    note: str
    until: date | None
    appeal: str
    appealed_at: datetime | None
    appeal_answer: str
    appeal_decided_at: datetime | None
    may_answer_appeal: bool


@dataclass(frozen=True, slots=True)
class PersonPage:
    """One person as moderators know this person: a first name and what was decided."""

    person_id: int
    name: str
    removed: bool
    counts: Mapping[Verdict, int]
    decisions: Sequence[PastDecision]
    steps: Sequence[Step]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A step that waits for somebody's decision, or an appeal for an answer."""

    person_id: int
    name: str
    step: SanctionStep
    appealed: bool
    since: datetime


def histories(
    viewer: Person, people: Sequence[int]
) -> tuple[Counts, Mapping[int, Sequence[PastDecision]]]:
    """Return how many decisions of each verdict stand on these people's messages, and the last.

    In two statements; those on the viewer's own exchanges are left out.
    """
    theirs = Message.author_id.in_(people)
    counted = _standing(viewer, theirs, Message.author_id, Decision.verdict, func.count())
    counted = counted.group_by(Message.author_id, Decision.verdict)
    counts = {(who, verdict): number for who, verdict, number in db.session.execute(counted)}
    nth = func.row_number().over(
        partition_by=Message.author_id, order_by=(Decision.decided_at.desc(), Decision.id.desc())
    )
    ranked = _standing(
        viewer,
        theirs,
        Message.author_id.label("who"),
        Decision.hold_id,
        Decision.verdict,
        Decision.reason_id,
        Decision.decided_at,
        nth.label("nth"),
    ).subquery()
    rows = (
        select(ranked, RefusalReason)
        .outerjoin(RefusalReason, RefusalReason.id == ranked.c.reason_id)
        .where(ranked.c.nth <= LAST)
        .order_by(ranked.c.who, ranked.c.nth)
    )
    last: dict[int, list[PastDecision]] = {}
    for row in db.session.execute(rows):
        past = PastDecision(row.hold_id, row.verdict, _said(row.RefusalReason), row.decided_at)
        last.setdefault(row.who, []).append(past)
    return counts, last


def person_page(viewer: Person, person_id: int) -> PersonPage:
    """Return what was decided about one person, and the steps. Raises NotFound."""
    policy.check_sees_histories(viewer, person_id)
    person = db.session.get(Person, person_id) or not_found("person", person_id)
    theirs = Message.author_id == person_id
    counted = _standing(viewer, theirs, Decision.verdict, func.count()).group_by(Decision.verdict)
    counts: dict[Verdict, int] = dict(db.session.execute(counted).all())
    steps = _steps(viewer, person_id)
    if not counts and not steps:
        not_found("person", person_id)
    return PersonPage(
        person_id=person_id,
        name=person.first_name,
        removed=person.state is PersonState.SUSPENDED,
        counts=counts,
        decisions=_decisions(viewer, person_id),
        steps=steps,
    )


def proposals(viewer: Person) -> list[Proposal]:
    """List the steps that wait for a decision, and the appeals for an answer, oldest first."""
    asked = and_(
        Sanction.state == SanctionState.APPLIED,
        Sanction.appealed_at.is_not(None),
        Sanction.appeal_decided_at.is_(None),
    )
    waits = or_(Sanction.state == SanctionState.PROPOSED, asked)
    rows = (
        select(
            Sanction.person_id,
            func.coalesce(Person.pseudonym, Person.given_name),
            Sanction.step,
            Sanction.state,
            func.coalesce(Sanction.appealed_at, Sanction.proposed_at),
        )
        .join(Sanction.person)
        .where(waits, sanctions_policy.decidable_by(viewer))
        .order_by(func.coalesce(Sanction.appealed_at, Sanction.proposed_at), Sanction.id)
        .limit(SHOWN)
    )
    return [
        Proposal(person_id, name, step, state is SanctionState.APPLIED, since)
        for person_id, name, step, state, since in db.session.execute(rows)
    ]


def proposed_by(hold_id: int) -> SanctionStep | None:
    """Return the step that the decision on this case proposes and nobody has decided on."""
    wanted = (
        select(Sanction.step)
        .join(Decision, Decision.id == Sanction.decision_id)
        .where(Decision.hold_id == hold_id, Sanction.state == SanctionState.PROPOSED)
        .limit(1)
    )
    return db.session.scalar(wanted)


def _standing(viewer: Person, rule: ColumnElement[bool], *columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(Decision)
        .join(Message, Message.id == Decision.message_id)
        .where(Decision.stands, rule, policy.of_others(viewer))
    )


def _decisions(viewer: Person, person_id: int) -> list[PastDecision]:
    kinds = (
        select(func.aggregate_strings(MessageFinding.kind, ","))
        .where(MessageFinding.message_id == Message.id)
        .correlate(Message)
        .scalar_subquery()
    )
    rows = (
        _standing(
            viewer,
            Message.author_id == person_id,
            Decision.hold_id,
            Decision.verdict,
            RefusalReason,
            Decision.decided_at,
            kinds.label("kinds"),
        )
        .outerjoin(RefusalReason, RefusalReason.id == Decision.reason_id)
        .order_by(Decision.decided_at.desc(), Decision.id.desc())
        .limit(SHOWN)
    )
    return [
        PastDecision(
            row.hold_id,
            row.verdict,
            _said(row.RefusalReason),
            row.decided_at,
            tuple(dict.fromkeys(row.kinds.split(","))) if row.kinds else (),
        )
        for row in db.session.execute(rows)
    ]


def _steps(viewer: Person, person_id: int) -> list[Step]:
    rows = (
        select(Sanction, _decider.given_name)
        .outerjoin(_decider, _decider.id == Sanction.decided_by_id)
        .where(Sanction.person_id == person_id, sanctions_policy.decidable_by(viewer))
        .order_by(Sanction.proposed_at.desc(), Sanction.id.desc())
        .limit(SHOWN)
    )
    return [_step(viewer, row, name) for row, name in db.session.execute(rows)]


def _step(viewer: Person, row: Sanction, decided_by: str | None) -> Step:
    removal = row.step is SanctionStep.REMOVAL
    asked = row.state is SanctionState.APPLIED and (row.appealed_at is not None or removal)
    return Step(
        id=row.id,
        step=row.step,
        state=row.state,
        rule=row.rule,
        proposed_at=row.proposed_at,
        decided_by=decided_by,
        decided_at=row.decided_at,
        note=row.note,
        until=row.until,
        appeal=row.appeal,
        appealed_at=row.appealed_at,
        appeal_answer=row.appeal_answer,
        appeal_decided_at=row.appeal_decided_at,
        may_answer_appeal=asked
        and row.appeal_decided_at is None
        and sanctions_policy.may_answer_appeal(viewer, row.decided_by_id),
    )


def _said(reason: RefusalReason | None) -> str:
    return pick(reason, "text") if reason is not None else ""
