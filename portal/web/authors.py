"""Who opened a form, signed: so that a text sent after the session's end finds its author."""

import time
from functools import lru_cache

from flask import current_app
from itsdangerous import BadSignature, URLSafeTimedSerializer

from portal.web.guard import reader_or_none

# A form left open longer than this has lost its author.
LASTS_SECONDS = 7 * 24 * 3600


def author_token() -> str:
    """Return the hidden mark of a form opened by the person signed in; empty for nobody."""
    person = reader_or_none()
    return "" if person is None else _token(_key(), person.id, int(time.time()) // 3600)


def author_of(token: str) -> int | None:
    """Return the id of the person who opened the form; None for a false or old mark."""
    try:
        number = _signer(_key()).loads(token, max_age=LASTS_SECONDS)
    except BadSignature:
        return None
    return number if isinstance(number, int) else None


@lru_cache(maxsize=4096)
def _token(key: str, person_id: int, _hour: int) -> str:
    """Return the mark, signed once an hour for all of the person's pages."""
    return _signer(key).dumps(person_id)


def _key() -> str:
    return str(current_app.config["SECRET_KEY"])


@lru_cache(maxsize=4)
def _signer(key: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(key, salt="author")
