"""What the board decides: its name, the people to turn to, its rules of safety."""

from dataclasses import asdict, dataclass
from datetime import time
from secrets import token_hex

from portal.errors import Conflict
from portal.extensions import db
from portal.i18n import _
from portal.models.boards import Board, BoardKind
from portal.models.people import Person
from portal.policies import boards as policy
from portal.services import audit, guidance, refusals


@dataclass(frozen=True, slots=True)
class BoardWords:
    """All that an administrator may change about the board."""

    code: str | None
    name_fr: str
    name_en: str
    kind: BoardKind
    default_language: str
    contact_email: str | None
    privacy_officer: str | None
    supervisors_fr: str
    supervisors_en: str
    signatory_fr: str = ""
    signatory_en: str = ""
    retention_fr: str = ""
    retention_en: str = ""


@dataclass(frozen=True, slots=True)
class SafetyRules:
    """What an administrator decides about delays, sampling and whom to call."""

    reviewed_first_messages: int
    sampled_percent: int
    school_opens: time
    school_closes: time
    hours_high: int
    hours_medium: int
    hours_low: int
    hours_unflagged: int
    climb_minutes: int
    concern_soon_hours: int
    concern_normal_days: int
    ombudsman_days: int
    youth_protection_line: str
    ombudsman_contact: str
    keeps_ages_apart: bool = False


def ensure() -> Board:
    """Return the board; a new portal gets one with words that an administrator replaces."""
    board = db.session.get(Board, 1)
    if board is None:
        board = Board(id=1, name_fr="Centre de services scolaire", name_en="School service centre")
        board.kind = BoardKind.SERVICE_CENTRE
        board.default_language = "fr"
        board.supervisors_fr = (
            "l’équipe de modération et les conseillères et conseillers d’orientation"
        )
        board.supervisors_en = "the moderation team and the guidance counsellors"
        db.session.add(board)
        db.session.flush()
        refusals.ensure()
        guidance.ensure()
    return board


def take_code(*, code: str) -> Board:
    """Return the board, which has the ministry's `code` from now on.

    Raises Conflict when it has another one: a portal is of one board.
    """
    board = ensure()
    if board.code is None:
        board.code = code
    if board.code != code:
        raise Conflict(
            _(
                "This portal is for the board %(own)s, not %(other)s. "
                "Change the code on the board's page first.",
                own=board.code,
                other=code,
            )
        )
    return board


def change(*, actor: Person, words: BoardWords) -> Board:
    """Keep what an administrator decided about the board; to others there is none."""
    policy.check_managed_by(actor)
    board = ensure()
    for name, value in asdict(words).items():
        setattr(board, name, value)
    audit.record(actor, "board.changed", "board", board.id)
    return board


def change_safety(*, actor: Person, rules: SafetyRules) -> None:
    """Keep what an administrator decided about delays and sampling; to others there is none."""
    policy.check_managed_by(actor)
    board = ensure()
    for name, value in asdict(rules).items():
        setattr(board, name, value)
    board.rules_stamp = token_hex(8)  # every process reads the rules again
    audit.record(actor, "safety.changed", "board", board.id)
