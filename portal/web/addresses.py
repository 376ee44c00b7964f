"""Addresses given by a browser, which must stay on this portal."""

from urllib.parse import urlsplit


def own_address(given: str) -> str:
    """Return `given` when it is a page of this portal, else the front page."""
    parts = urlsplit(given)
    inside = given.startswith("/") and not given.startswith(("//", "/\\"))
    return given if inside and not parts.netloc and not parts.scheme else "/"
