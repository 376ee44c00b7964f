"""What the board allows as it stands, compared with what was found (c.9)."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from portal.screening.findings import Context, Finding, Kind
from portal.screening.folding import Folded, fold
from portal.screening.spelling import AFTER_PRONOUN

NUMBER = re.compile(r"\+?[\d\s().-]{3,}")
SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*://")
LONGER_BEFORE = re.compile(r"(?:\d[\s().-]*|\+\d{0,3}[\s().-]*)$")
LONGER_AFTER = re.compile(r"[\s.-]?\d")
MOST_LABELS = 8
SITE = re.compile(r"(?<![\w@.-])(?P<host>[\w-]++(?:\.[\w-]++)++)(?=(?:\s(?P<next>[^\W\d_]+))?)")
MOST_SITES = 200


@dataclass(frozen=True, slots=True)
class Allowances:
    """The entries of `Context.allowed`, each in the form under which it is compared."""

    numbers: frozenset[str]
    emails: frozenset[str]
    phrases: tuple[str, ...]


@lru_cache(maxsize=32)
def allowances(entries: frozenset[str]) -> Allowances:
    """Return the entries sorted by what they look like."""
    numbers = {entry for entry in entries if NUMBER.fullmatch(entry.strip())}
    emails = {entry for entry in entries - numbers if "@" in entry and " " not in entry.strip()}
    phrases = (plain(entry) for entry in entries - numbers - emails)
    return Allowances(
        frozenset(digits(entry) for entry in numbers),
        frozenset(entry.strip().casefold() for entry in emails),
        tuple(sorted(phrase for phrase in phrases if phrase)),
    )


def without_allowed(
    findings: Iterable[Finding], folded: Folded, context: Context
) -> Iterator[Finding]:
    """Yield the findings that no allowed site, number, address or phrase covers.

    What any detector finds inside "suicide.ca" is that site's own name.
    `folded` is the text in which they were found.
    """
    found = list(findings)
    if found:
        entries = allowances(context.allowed)
        spans = phrase_spans(folded, entries) + named_spans(found, folded.original, entries)
        spans += site_spans(folded.original, site_names(context.allowed_sites))
        for finding in found:
            if not any(start <= finding.start and finding.end <= end for start, end in spans):
                yield finding


def named_spans(found: list[Finding], text: str, entries: Allowances) -> list[tuple[int, int]]:
    """Return where the findings are allowed numbers and allowed e-mail addresses."""
    return [
        (finding.start, finding.end)
        for finding in found
        if (finding.kind is Kind.PHONE and is_number(finding, text, entries))
        or (
            finding.kind is Kind.EMAIL
            and text[finding.start : finding.end].casefold() in entries.emails
        )
    ]


def is_number(finding: Finding, text: str, entries: Allowances) -> bool:
    """Say whether the finding is an allowed number, and no part of a longer one."""
    before, after = text[max(0, finding.start - 4) : finding.start], text[finding.end :][:2]
    part = LONGER_BEFORE.search(before) or LONGER_AFTER.match(after)
    return not part and digits(text[finding.start : finding.end]) in entries.numbers


def phrase_spans(folded: Folded, entries: Allowances) -> list[tuple[int, int]]:
    """Return where the allowed phrases stand in the original text."""
    spans = []
    for phrase in entries.phrases:
        place = folded.text.find(phrase)
        while place >= 0:
            end = place + len(phrase)
            spans.append((folded.starts[place], folded.ends[end - 1]))
            place = folded.text.find(phrase, end)
    return spans


def site_spans(text: str, sites: frozenset[str]) -> list[tuple[int, int]]:
    """Return where allowed sites stand by themselves.

    "Je pense au suicide.ca va pas" lacks a space: there is no site in it.
    """
    return [
        match.span("host")
        for match in (islice(SITE.finditer(text), MOST_SITES) if sites and "." in text else ())
        if (match.group("next") or "").casefold() not in AFTER_PRONOUN
        and is_allowed_site(match.group("host"), sites)
    ]


def digits(text: str) -> str:
    """Return the figures of a number without its leading 1: "1 800" and "800" are one line."""
    figures = "".join(str(unicodedata.digit(char)) for char in text if char.isdecimal())
    return figures.removeprefix("1") if len(figures) == 11 else figures


def plain(text: str) -> str:
    """Return a phrase in the plain spelling, without the space around it."""
    return fold(text).text.strip()


@lru_cache(maxsize=32)
def site_names(sites: frozenset[str]) -> frozenset[str]:
    """Return the bare domains of `sites`, however the board typed them."""
    return frozenset(site_name(site) for site in sites) - {""}


def site_name(site: str) -> str:
    """Return the domain in "https://www.Exemple.ca./page"."""
    host = SCHEME.sub("", unicodedata.normalize("NFC", site).casefold().strip())
    return re.split(r"[/?#:]", host)[0].strip(".").removeprefix("www.")


def is_allowed_site(host: str, sites: frozenset[str]) -> bool:
    """Say whether `host`, as its author typed it, is one of `sites` or inside one.

    The folded host would not do: a look-alike letter makes it another site.
    """
    name = unicodedata.normalize("NFC", host).casefold().rstrip(".,;:!?)'\"»")
    labels = re.sub(r":\d{1,5}$", "", name).rstrip(".").split(".")
    return any(".".join(labels[place:]) in sites for place in range(len(labels))[-MOST_LABELS:])
