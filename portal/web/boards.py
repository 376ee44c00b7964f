"""The board's name and rules, as every page needs them."""

import time
from contextlib import suppress
from dataclasses import dataclass

from flask import Flask, current_app
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from portal.extensions import db
from portal.models.boards import Board, BoardKind

# Every process asks again after this many seconds: a change shows everywhere soon.
KEEP_SECONDS = 5


@dataclass(frozen=True, slots=True)
class BoardCard:
    """What pages show of the board; empty words before one is set up."""

    name_fr: str = "Lanterne"
    name_en: str = "Lanterne"
    kind: BoardKind = BoardKind.SERVICE_CENTRE
    default_language: str = "fr"
    contact_email: str = ""
    privacy_officer: str = ""
    supervisors_fr: str = ""
    supervisors_en: str = ""
    names_stamp: str = ""  # of the names of occupations


def init_app(app: Flask) -> None:
    """Give the application its own memory of the board."""
    app.extensions["board"] = (0.0, BoardCard())


def forget_board() -> None:
    """Have the next page of this process read the board again: it has just been changed."""
    current_app.extensions["board"] = (0.0, current_app.extensions["board"][1])


def current_board() -> BoardCard:
    """Return the board, at most `KEEP_SECONDS` old."""
    read_at, card = current_app.extensions["board"]
    if time.monotonic() - read_at > KEEP_SECONDS or read_at == 0.0:
        with suppress(OperationalError):  # the page that says so needs a name too
            card = _read()
            current_app.extensions["board"] = (time.monotonic(), card)
    return card  # type: ignore[no-any-return]


def _read() -> BoardCard:
    board = db.session.scalar(select(Board))
    if board is None:
        return BoardCard()
    return BoardCard(
        board.name_fr,
        board.name_en,
        board.kind,
        board.default_language,
        board.contact_email or "",
        board.privacy_officer or "",
        board.supervisors_fr,
        board.supervisors_en,
        board.names_stamp,
    )
