"""What the screen is told, and what it answers."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Kind(StrEnum):
    """What a finding seems to be."""

    PHONE = "phone"
    EMAIL = "email"
    URL = "url"
    HANDLE = "handle"


class Severity(IntEnum):
    """How soon a moderator should look: it orders the queue and holds nothing by itself."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """A stretch `[start, end)` of the original text, and the rule that objects to it."""

    kind: Kind
    start: int
    end: int
    severity: Severity
    rule: str


@dataclass(frozen=True, slots=True)
class Context:
    """What the text alone does not say.

    `minor`: the author or a reader is under 18, or may be.
    `earlier`: the same author's previous messages, newest last; the last two are read.
    `allowed_sites`: domains the board allows, each with its subdomains.
    """

    minor: bool = True
    earlier: tuple[str, ...] = ()
    allowed_sites: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Verdict:
    """The findings, in the order of the text."""

    findings: tuple[Finding, ...]

    @property
    def held(self) -> bool:
        """Whether the text waits for a moderator: any contact datum holds it (R6)."""
        return bool(self.findings)
