"""The rules of the screen: what a message meets, and what the board changed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, select

from portal.data.allowed import AllowedKind
from portal.data.allowed import allowed as shipped_allowed
from portal.errors import not_found
from portal.extensions import db
from portal.i18n import pick
from portal.models.boards import Board
from portal.models.people import Person
from portal.models.rules import AllowedThing, RuleChange, WatchedPhrase
from portal.models.threads import Message
from portal.policies import rules as policy
from portal.screening import Context, Kind, Phrase, Severity, screen

LAST_MESSAGES = 1_000  # on which the effect of a change is tried
LAST_CHANGES = 30


@dataclass(frozen=True, slots=True)
class BoardRules:
    """All that the board decided about screening; `context` is the part that a text meets."""

    stamp: str = ""
    context: Context = field(default_factory=Context)
    reviewed_first_messages: int = 3
    sampled_percent: int = 5
    sampling_seed: str = ""

    def draws(self, text: str) -> bool:
        """Say whether the board's seed draws `text` for a moderator to read first (R10).

        The same text has the same fate, so that sending it again changes nothing.
        """
        drawn = sha256(f"{self.sampling_seed} {text}".encode()).digest()
        return int.from_bytes(drawn[:4]) % 100 < self.sampled_percent


@dataclass(frozen=True, slots=True)
class WatchedRow:
    """One of the board's own phrases."""

    phrase_id: int
    phrase: Phrase


@dataclass(frozen=True, slots=True)
class AllowedRow:
    """Something that may be written, and whether the portal came with it."""

    kind: AllowedKind
    value: str
    note: str
    shipped: bool


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A change of the rules, in the words of its row."""

    change_id: int
    done_at: datetime
    actor: str
    noun: str
    words: str  # the phrase or the thing; empty for levels
    before: dict[str, Any]
    after: dict[str, Any]
    undone: bool


@dataclass(frozen=True, slots=True)
class RulesPage:
    """What the board's people see of the rules."""

    watched: Sequence[WatchedRow]
    allowed: Sequence[AllowedRow]
    insults_from: int | None
    profanity_from: int | None
    changes: Sequence[ChangeRow]


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change would have done to the last messages."""

    messages: int
    newly_held: int
    newly_shown: int


_BOARD = select(
    Board.insults_from,
    Board.profanity_from,
    Board.reviewed_first_messages,
    Board.sampled_percent,
    Board.sampling_seed,
)
_WATCHED = (
    select(
        WatchedPhrase.id,
        WatchedPhrase.phrase,
        WatchedPhrase.language,
        WatchedPhrase.kind,
        WatchedPhrase.severity,
    )
    .where(WatchedPhrase.kept)
    .order_by(WatchedPhrase.phrase)
)
_ALLOWED = select(AllowedThing.kind, AllowedThing.value, AllowedThing.note, AllowedThing.kept)
# What each process read last; another stamp on the board's row makes it read again.
_read_last: "WeakKeyDictionary[Engine, BoardRules]" = WeakKeyDictionary()


def board_rules(connection: Connection, stamp: str | None = None) -> BoardRules:
    """Return the board's rules; nothing is read when `stamp` is that of the last reading."""
    known = _read_last.get(connection.engine)
    if stamp is None:
        stamp = connection.scalar(select(Board.rules_stamp)) or ""
    if known is None or known.stamp != stamp:
        known = _read_last[connection.engine] = _read(connection, stamp)
    return known


def _read(connection: Connection, stamp: str) -> BoardRules:
    rows, board = _allowed_rows(connection), connection.execute(_BOARD).one_or_none()
    context = Context(
        allowed_sites=frozenset(row.value for row in rows if row.kind is AllowedKind.SITE),
        allowed=frozenset(row.value for row in rows if row.kind is not AllowedKind.SITE),
        watched=tuple(row.phrase for row in _watched_rows(connection)),
    )
    if board is None:
        return BoardRules(stamp, context)
    return BoardRules(
        stamp,
        replace(
            context,
            insults_from=_severity(board.insults_from),
            profanity_from=_severity(board.profanity_from),
        ),
        board.reviewed_first_messages,
        board.sampled_percent,
        board.sampling_seed,
    )


def rules_page(viewer: Person) -> RulesPage:
    """Return what the board watches for and lets pass, and the last changes. Raises NotFound."""
    policy.check_managed_by(viewer)
    connection = db.session.connection()
    rules = board_rules(connection)
    return RulesPage(
        watched=_watched_rows(connection),
        allowed=_allowed_rows(connection),
        insults_from=rules.context.insults_from,
        profanity_from=rules.context.profanity_from,
        changes=_changes(),
    )


def rules_now(viewer: Person) -> Context:
    """Return what a text meets today, to whoever may try one. Raises NotFound."""
    policy.check_managed_by(viewer)
    return board_rules(db.session.connection()).context


def without_phrase(viewer: Person, phrase_id: int) -> tuple[str, Context]:
    """Return one of the board's phrases, and today's rules without it. Raises NotFound."""
    now, rows = rules_now(viewer), _watched_rows(db.session.connection())
    gone = next((row for row in rows if row.phrase_id == phrase_id), None)
    gone = gone or not_found("phrase", phrase_id)
    left = tuple(row.phrase for row in rows if row is not gone)
    return gone.phrase.text, replace(now, watched=left)


def without_thing(viewer: Person, kind: AllowedKind, value: str) -> Context:
    """Return today's rules without a thing that everyone may write. Raises NotFound."""
    now = rules_now(viewer)
    if kind is AllowedKind.SITE:
        return replace(now, allowed_sites=now.allowed_sites - {value})
    return replace(now, allowed=now.allowed - {value})


def effect(viewer: Person, changed: Context) -> Effect:
    """Try `changed` on the last 1,000 messages against the rules of today. Raises NotFound.

    Each message is read alone and as if a minor wrote it; no text is shown to anyone.
    """
    now = rules_now(viewer)
    bodies = db.session.scalars(
        select(Message.body).order_by(Message.id.desc()).limit(LAST_MESSAGES)
    ).all()
    can_hold, can_show = not _at_least(now, changed), not _at_least(changed, now)
    held = [_held(body, now, changed, can_hold, can_show) for body in bodies]
    return Effect(
        messages=len(held),
        newly_held=sum(after and not before for before, after in held),
        newly_shown=sum(before and not after for before, after in held),
    )


def _at_least(one: Context, other: Context) -> bool:
    """Say whether `one` holds all that `other` holds: it watches for more, or lets less pass."""
    same = replace(
        other, watched=one.watched, allowed=one.allowed, allowed_sites=one.allowed_sites
    )
    return (
        same == one
        and set(one.watched) >= set(other.watched)
        and one.allowed <= other.allowed
        and one.allowed_sites <= other.allowed_sites
    )


def _held(
    body: str, now: Context, changed: Context, can_hold: bool, can_show: bool
) -> tuple[bool, bool]:
    """Say whether `body` is held now, and after the change; read once where once tells both."""
    if not can_show:
        after = screen(body, changed).held
        return after and screen(body, now).held, after
    before = screen(body, now).held
    if not can_hold:
        return before, before and screen(body, changed).held
    return before, screen(body, changed).held


def _severity(number: int | None) -> Severity | None:
    return None if number is None else Severity(number)


def _watched_rows(connection: Connection) -> list[WatchedRow]:
    return [
        WatchedRow(number, Phrase(phrase, spoken, Kind(kind), Severity(severity)))
        for number, phrase, spoken, kind, severity in connection.execute(_WATCHED)
    ]


def _allowed_rows(connection: Connection) -> list[AllowedRow]:
    own = connection.execute(_ALLOWED).all()
    said = {(row.kind, row.value) for row in own}
    rows = [AllowedRow(row.kind, row.value, row.note, shipped=False) for row in own if row.kept]
    return sorted([*rows, *_unchanged(said)], key=lambda row: (row.kind, row.value))


def _unchanged(said: Iterable[tuple[AllowedKind, str]]) -> list[AllowedRow]:
    """Return what the portal came with and the board said nothing about."""
    return [
        AllowedRow(entry.kind, entry.value, pick(entry, "note"), shipped=True)
        for entry in shipped_allowed()
        if (entry.kind, entry.value) not in said
    ]


def _changes() -> list[ChangeRow]:
    wanted = (
        select(RuleChange, Person.given_name, WatchedPhrase.phrase, AllowedThing.value)
        .join(Person, Person.id == RuleChange.actor_id)
        .outerjoin(
            WatchedPhrase,
            (RuleChange.noun == WatchedPhrase.__tablename__)
            & (WatchedPhrase.id == RuleChange.noun_id),
        )
        .outerjoin(
            AllowedThing,
            (RuleChange.noun == AllowedThing.__tablename__)
            & (AllowedThing.id == RuleChange.noun_id),
        )
        .order_by(RuleChange.id.desc())
        .limit(LAST_CHANGES)
    )
    return [
        ChangeRow(
            change_id=change.id,
            done_at=change.done_at,
            actor=name,
            noun=change.noun,
            words=phrase or value or "",
            before=change.before,
            after=change.after,
            undone=change.undone_at is not None,
        )
        for change, name, phrase, value in db.session.execute(wanted)
    ]
