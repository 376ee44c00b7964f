"""What can go wrong for a reason that a person should be told."""

from typing import NoReturn


class PortalError(Exception):
    """A refusal with a sentence for the person; `web.errors` turns it into a page."""


class NotFound(PortalError):
    """It is not there, or not for this person, which must look the same."""


class Denied(PortalError):
    """The person may read it but not do this with it."""


class Conflict(PortalError):
    """Someone or something else was faster; the sentence says what to do."""


class Invalid(PortalError):
    """What was given cannot be kept; the sentence says why."""


class Unavailable(PortalError):
    """A part of the portal is out of order for now; the rest goes on."""


class WrongSettings(PortalError):
    """The portal refuses to start; each line of the text names a setting and what to do."""


def not_found(noun: str, key: object) -> NoReturn:
    """Raise NotFound for the `noun` whose identifier is `key`."""
    raise NotFound(f"{noun} {key}")
