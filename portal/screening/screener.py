"""The screen itself: every detector, on the text alone and after what came before it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from portal.screening.addresses import find_addresses
from portal.screening.emails import find_emails
from portal.screening.findings import Context, Finding, Kind, Severity, Verdict
from portal.screening.handles import find_handles
from portal.screening.identifiers import find_identifiers
from portal.screening.invitations import find_invitations
from portal.screening.phones import find_phones
from portal.screening.postal_codes import find_postal_codes
from portal.screening.spelling import Reading, read
from portal.screening.urls import find_urls

Detector = Callable[[Reading, Context], Iterator[Finding]]

# Where two findings share a span, the earlier detector names it.
DETECTORS: tuple[Detector, ...] = (
    find_emails,
    find_urls,
    find_identifiers,
    find_phones,
    find_postal_codes,
    find_addresses,
    find_handles,
    find_invitations,
)
EARLIER_READ = 2  # with the text itself, the window of 3 messages of c.9
EDGE = 240  # characters on each side of the seam: a number spelled out in words fits twice
WHOLE_ADDRESSES = frozenset({Kind.EMAIL, Kind.URL})


def screen(text: str, context: Context = Context()) -> Verdict:  # noqa: B008 - frozen
    """Return what in `text` would let a reader reach its author elsewhere (R6, R8, R9).

    A datum begun in an earlier message is found in the one that completes it; its span is
    the part that stands in `text`.
    """
    findings = [*detect(text, context), *detect_across(text, context)]
    if not context.minor:
        findings = [softened(finding) for finding in findings]  # R6 is about minors
    return Verdict(tuple(without_repeats(findings)))


def detect(text: str, context: Context) -> Iterator[Finding]:
    """Yield what each detector finds in `text` alone."""
    reading = read(text)
    for detector in DETECTORS:
        yield from detector(reading, context)


def detect_across(text: str, context: Context) -> Iterator[Finding]:
    """Yield the findings that begin in an earlier message and end in `text`."""
    if not context.earlier:
        return
    before = "".join(f"{message}\n" for message in context.earlier[-EARLIER_READ:])[-EDGE:]
    here = len(before)
    for finding in detect(before + text[:EDGE], context):
        if finding.start < here < finding.end:
            yield replace(finding, start=0, end=finding.end - here)


def softened(finding: Finding) -> Finding:
    """Return `finding` one step less severe."""
    return replace(finding, severity=Severity(max(finding.severity - 1, Severity.LOW)))


def without_repeats(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield `findings` in the order of the text, without those that tell nothing new.

    What lies inside another finding of its kind, or inside a whole address, is covered:
    the host of an e-mail address is no second matter for the moderator.
    """
    covered = dict.fromkeys(Kind, 0)
    for finding in sorted(findings, key=lambda found: (found.start, -found.end)):
        reach = max(covered[kind] for kind in WHOLE_ADDRESSES | {finding.kind})
        if finding.end > reach:
            covered[finding.kind] = finding.end
            yield finding
