"""What the board watches for, lets pass and how it weighs hard words: logged, undoable."""

from secrets import token_hex
from typing import Any, TypeVar, cast

from sqlalchemy import select

from portal import clock
from portal.data.allowed import AllowedKind
from portal.errors import Conflict, Invalid, not_found
from portal.extensions import db
from portal.i18n import _
from portal.models.boards import Board
from portal.models.people import Person
from portal.models.rules import AllowedThing, RuleChange, WatchedPhrase
from portal.policies import rules as policy
from portal.screening import Phrase, PhraseError, check_phrase
from portal.services import audit, boards

Row = WatchedPhrase | AllowedThing | Board
AnyRow = TypeVar("AnyRow", WatchedPhrase, AllowedThing)


def watch(*, actor: Person, phrase: Phrase) -> WatchedPhrase:
    """Hold from now on what reads as `phrase`; what is watched for already stands once.

    Raises NotFound as the policy does, Invalid when its notation cannot be read.
    """
    policy.check_managed_by(actor)
    try:
        check_phrase(phrase.text)
    except PhraseError as wrong:
        raise Invalid(_("This phrase cannot be read: look at its brackets.")) from wrong
    row = _watched(phrase) or _add(_row_of(phrase))
    _change(actor, row, kept=True)
    return row


def unwatch(*, actor: Person, phrase_id: int) -> None:
    """Take one of the board's own phrases out. Raises NotFound."""
    policy.check_managed_by(actor)
    row = db.session.get(WatchedPhrase, phrase_id) or not_found("phrase", phrase_id)
    _change(actor, row, kept=False)


def allow(*, actor: Person, kind: AllowedKind, value: str, note: str = "") -> AllowedThing:
    """Let everyone write `value` from now on. Raises NotFound as the policy does."""
    policy.check_managed_by(actor)
    row = _allowed(kind, value) or _add(AllowedThing(kind=kind, value=value, kept=False))
    row.note = note or row.note or ""
    _change(actor, row, kept=True)
    return row


def disallow(*, actor: Person, kind: AllowedKind, value: str) -> None:
    """Stop letting `value` pass, whether the board or the portal listed it. Raises NotFound."""
    policy.check_managed_by(actor)
    row = _allowed(kind, value) or _add(AllowedThing(kind=kind, value=value, kept=True))
    _change(actor, row, kept=False)


def set_levels(*, actor: Person, insults_from: int | None, profanity_from: int | None) -> None:
    """Hold insults and swearing from these severities on (None: never). Raises NotFound."""
    policy.check_managed_by(actor)
    _change(actor, boards.ensure(), insults_from=insults_from, profanity_from=profanity_from)


def undo(*, actor: Person, change_id: int) -> None:
    """Put back what a change changed, and nothing that others changed since.

    Raises NotFound, and Conflict when it was undone before.
    """
    policy.check_managed_by(actor)
    change = db.session.get(RuleChange, change_id) or not_found("change", change_id)
    if change.undone_at is not None:
        raise Conflict(_("This change has been undone already."))
    change.undone_at, row = clock.now(), _row(change)
    changed = {name for name, value in change.before.items() if value != change.after[name]}
    # All are named, so that the line of it says them all.
    now = {name: getattr(row, name) for name in change.before}
    _change(actor, row, **now | {name: change.before[name] for name in changed})


def _row_of(phrase: Phrase) -> WatchedPhrase:
    row = WatchedPhrase(phrase=phrase.text, language=phrase.language, kept=False)
    row.kind, row.severity = phrase.kind.value, int(phrase.severity)
    return row


def _watched(phrase: Phrase) -> WatchedPhrase | None:
    wanted = select(WatchedPhrase).filter_by(
        phrase=phrase.text,
        language=phrase.language,
        kind=phrase.kind.value,
        severity=int(phrase.severity),
    )
    return db.session.scalar(wanted.order_by(WatchedPhrase.id).limit(1))


def _allowed(kind: AllowedKind, value: str) -> AllowedThing | None:
    wanted = select(AllowedThing).where(AllowedThing.kind == kind, AllowedThing.value == value)
    return db.session.scalar(wanted)


def _add(row: AnyRow) -> AnyRow:
    db.session.add(row)
    db.session.flush()  # its change names it by number
    return row


def _change(actor: Person, row: Row, **after: Any) -> None:
    before = {name: getattr(row, name) for name in after}
    if before == after:
        return
    for name, value in after.items():
        setattr(row, name, value)
    noun = row.__tablename__
    db.session.add(
        RuleChange(actor_id=actor.id, noun=noun, noun_id=row.id, before=before, after=after)
    )
    boards.ensure().rules_stamp = token_hex(8)
    audit.record(actor, "rules.changed", noun, row.id)


def _row(change: RuleChange) -> Row:
    models = (WatchedPhrase, AllowedThing, Board)
    model = next(model for model in models if model.__tablename__ == change.noun)
    return cast(Row, db.session.get_one(model, change.noun_id))
