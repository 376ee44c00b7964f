"""What the screen is told, and what it answers."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Kind(StrEnum):
    """What a finding seems to be."""

    PHONE = "phone"
    EMAIL = "email"
    URL = "url"
    HANDLE = "handle"
    ADDRESS = "address"
    POSTAL_CODE = "postal_code"
    ID = "id"  # a number, a card or a password that opens something of a person's
    MONEY = "money"  # asked for, offered or lent; never what a trade pays
    MEETING = "meeting"
    OFF_PLATFORM = "off_platform"
    SECRECY = "secrecy"
    SEXUAL = "sexual"
    INSULT = "insult"
    HATE = "hate"
    THREAT = "threat"
    SELF_HARM = "self_harm"
    DISCLOSURE = "disclosure"  # of abuse, violence or neglect that somebody lives through
    PROFANITY = "profanity"


# Distress: the author is shown who can help, and people are told at once (R15).
DISTRESS = frozenset({Kind.SELF_HARM, Kind.DISCLOSURE})


class Severity(IntEnum):
    """How soon a moderator should look; what is only noted holds nothing by itself."""

    NOTED = 0
    LOW = 1
    MEDIUM = 2
    HIGH = 3
    IMMEDIATE = 4


@dataclass(frozen=True, slots=True)
class Finding:
    """A stretch `[start, end)` of the original text, and the rule that objects to it."""

    kind: Kind
    start: int
    end: int
    severity: Severity
    rule: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """Something that the board watches for, in the notation of the shipped lists."""

    text: str
    language: str  # "fr", "en" or "any"
    kind: Kind
    severity: Severity


@dataclass(frozen=True, slots=True)
class Context:
    """What the text alone does not say.

    `minor`: the author or a reader is under 18, or may be; severity stays at its full height.
    `earlier`: the same author's previous messages, newest last; the last two are read.
    `allowed_sites`: domains the board allows, each with its subdomains.
    `allowed`: numbers, addresses and phrases that the board allows as they stand.
    `watched`: what the board watches for beyond the shipped lists.
    `insults_from`, `profanity_from`: findings below that severity are noted and hold nothing;
    None: all of them.
    `links_pass`: a program of adults only, whose board lets links pass.
    """

    minor: bool = True
    earlier: tuple[str, ...] = ()
    allowed_sites: frozenset[str] = frozenset()
    allowed: frozenset[str] = frozenset()
    watched: tuple[Phrase, ...] = ()
    insults_from: Severity | None = Severity.LOW
    profanity_from: Severity | None = Severity.MEDIUM
    links_pass: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """The findings, in the order of the text."""

    findings: tuple[Finding, ...]

    @property
    def held(self) -> bool:
        """Whether the text waits for a moderator: more than noted was found (R6)."""
        return any(finding.severity > Severity.NOTED for finding in self.findings)

    @property
    def alert(self) -> bool:
        """Whether its author may be in danger, be it a doubt: people must know (R14, R15).

        Distress that is only noted holds nothing: the text is shown, and somebody looks.
        """
        return any(finding.kind in DISTRESS for finding in self.findings)

    @property
    def doubt(self) -> bool:
        """Whether the alert is only a doubt: nothing in the text surely speaks of distress."""
        return self.alert and not any(
            finding.kind in DISTRESS and finding.severity > Severity.NOTED
            for finding in self.findings
        )
