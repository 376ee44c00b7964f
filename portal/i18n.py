"""The two languages of the portal, and how a text says that it can be translated."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from flask import g
from flask_babel import force_locale, get_locale, gettext, ngettext, pgettext
from flask_babel import lazy_gettext as _l

__all__ = ["LANGUAGES", "_", "_l", "_n", "_p", "in_language", "language", "pick"]

_: Callable[..., str] = gettext
_n: Callable[..., str] = ngettext
_p: Callable[..., str] = pgettext

LANGUAGES: Final = ("fr", "en")
LOCALES: Final = {"fr": "fr_CA", "en": "en_CA"}


def language() -> str:
    """Return "fr" or "en": the language of the page, mail or PDF being made."""
    try:
        known = g.get("spoken")
    except RuntimeError:  # no application around: nobody has chosen
        return "fr"
    if known is None:  # kept, as a page asks for it with each of its sentences
        known = g.spoken = str(get_locale().language)
    return str(known)


@contextmanager
def in_language(code: str) -> Iterator[None]:
    """Make what the block writes in the language `code`, with or without a request."""
    before = g.get("spoken") if g else None
    with force_locale(LOCALES[code]):
        if g:
            g.spoken = code
        try:
            yield
        finally:
            if g:
                g.spoken = before


def pick(thing: Any, name: str) -> str:
    """Return `thing.<name>_fr` or `_en`: the reader's language, else the other one."""
    here = language()
    other = "en" if here == "fr" else "fr"
    return getattr(thing, f"{name}_{here}") or getattr(thing, f"{name}_{other}") or ""
