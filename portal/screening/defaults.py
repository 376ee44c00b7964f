"""The context of a board that has not changed anything yet."""

from functools import cache

from portal.data.allowed import AllowedKind, allowed
from portal.screening.findings import Context


@cache
def default_context() -> Context:
    """Return a context with the shipped sites, help lines and phrases allowed."""
    entries = allowed()
    return Context(
        allowed_sites=frozenset(
            entry.value for entry in entries if entry.kind is AllowedKind.SITE
        ),
        allowed=frozenset(entry.value for entry in entries if entry.kind is not AllowedKind.SITE),
    )
