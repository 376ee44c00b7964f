"""The screen itself: every detector, on the text alone and after what came before it."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from portal.data.mentions import without_calls
from portal.screening.accounts import find_accounts
from portal.screening.addresses import find_addresses
from portal.screening.allowed import without_allowed
from portal.screening.emails import find_emails
from portal.screening.findings import DISTRESS, Context, Finding, Kind, Severity, Verdict
from portal.screening.folding import fold
from portal.screening.handles import find_handles
from portal.screening.identifiers import find_identifiers
from portal.screening.invitations import find_invitations
from portal.screening.national import find_national
from portal.screening.numbers import SEED
from portal.screening.papers import find_papers
from portal.screening.phones import find_phones
from portal.screening.phrases import find_phrases
from portal.screening.portions import Portion, portions, unread
from portal.screening.postal_codes import find_postal_codes
from portal.screening.refusals import without_refused
from portal.screening.scattered import find_scattered
from portal.screening.second_reader import is_harmless, read_again
from portal.screening.spelling import Reading, read
from portal.screening.urls import find_urls

Detector = Callable[[Reading, Context], Iterator[Finding]]

# Where two findings share a span, the earlier detector names it.
DETECTORS: tuple[Detector, ...] = (
    find_emails,
    find_urls,
    find_identifiers,
    find_papers,
    find_phones,
    find_national,
    find_postal_codes,
    find_scattered,
    find_addresses,
    find_handles,
    find_accounts,
    find_invitations,
    find_phrases,
)
# What people cut in the middle of a word.
CUT_IN_TWO: tuple[Detector, ...] = (
    find_emails,
    find_urls,
    find_phones,
    find_handles,
    find_phrases,
)
EARLIER_READ = 2  # with the text itself, the window of 3 messages of c.9
# Characters on each side of the seam: a number spelled out in words fits twice in the first,
# anything else in the second; around a word cut in two a little is enough.
EDGE, NEAR, CLOSE = 240, 120, 60
PART_OF_WORD = re.compile(r"[\w@.-]")
HINTS = ".hints:"
# Talk that is no danger by itself: what the lists take for it may be a sentence about work.
TALK = frozenset({Kind.MONEY, Kind.MEETING, Kind.OFF_PLATFORM, Kind.SECRECY, Kind.INSULT})
HARMLESS, BOARD = "~harmless", "board."
SEVERITIES = tuple(Severity)  # in their order
WHOLE_ADDRESSES = frozenset({Kind.EMAIL, Kind.URL})


def screen(text: str, context: Context = Context()) -> Verdict:  # noqa: B008 - frozen
    """Return what in `text` a reader should not get, or its author should be helped with.

    A datum begun in an earlier message is found in the one that completes it; its span is
    the part that stands in `text` (R6, R8, R9, c.9).
    """
    text, context = without_calls(text), called_on_nobody(context)
    read_of_it = portions(text)
    findings = [*released(text, detect_in(read_of_it, context)), *detect_across(text, context)]
    findings += detect_unlisted(read_of_it[0][1], context, findings)
    weighed = (weigh(finding, context) for finding in findings)
    return Verdict(tuple(without_repeats(weighed)))


def called_on_nobody(context: Context) -> Context:
    """Return what came before as it is read: a role that is called on is no account."""
    if not any("@" in body for body in context.earlier):
        return context
    return replace(context, earlier=tuple(map(without_calls, context.earlier)))


def detect_in(parts: list[Portion], context: Context) -> Iterator[Finding]:
    """Yield what is found in the parts of a text that are read, and that others are not."""
    for start, part in parts:
        for finding in detect(part, context):
            yield shifted(finding, start) if start else finding
    yield from unread(parts)


def shifted(finding: Finding, by: int) -> Finding:
    """Return a finding of a part of a text where it stands in the whole."""
    return replace(finding, start=finding.start + by, end=finding.end + by)


def detect(
    text: str, context: Context, detectors: Iterable[Detector] = DETECTORS
) -> Iterator[Finding]:
    """Yield what each detector finds in `text` alone."""
    reading = read(text)
    found = [finding for detector in detectors for finding in detector(reading, context)]
    meant = without_refused(without_hints_around(found), text)
    yield from without_allowed(meant, reading.folded, context)


def without_hints_around(found: list[Finding]) -> Iterator[Finding]:
    """Yield the findings without the hints around a datum that has a form: it tells more."""
    data = [finding for finding in found if HINTS not in finding.rule]
    for finding in found:
        if HINTS in finding.rule and any(covers(finding, datum) for datum in data):
            continue
        yield finding


def covers(hint: Finding, datum: Finding) -> bool:
    """Say whether a datum of the same kind stands inside what hints told."""
    inside = hint.start <= datum.start and datum.end <= hint.end
    return inside and hint.kind is datum.kind and hint.severity <= datum.severity


def detect_unlisted(text: str, context: Context, listed: list[Finding]) -> Iterator[Finding]:
    """Yield what the second reader sees in `text` where the lists are silent.

    Distress (R15) where they saw none, any other talk where nothing holds the text.
    """
    held = any(weigh(finding, context).severity for finding in listed)
    distress = any(finding.kind in DISTRESS for finding in listed)
    if held and distress:
        return
    folded = fold(text)
    for finding in without_allowed(read_again(folded), folded, context):
        if not (distress if finding.kind in DISTRESS else held):
            yield finding


def released(text: str, findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings of a text, harmless talk only noted where nothing else is found."""
    found = list(findings)
    if not found or not all(map(may_be_harmless, found)):
        return found
    folded = fold(text)
    return [
        replace(finding, severity=Severity.NOTED, rule=f"{finding.rule}{HARMLESS}")
        if is_harmless(folded, finding)
        else finding
        for finding in found
    ]


def may_be_harmless(finding: Finding) -> bool:
    """Say whether the second reader may overrule a finding: never the board, nor a danger."""
    graver = finding.severity >= Severity.IMMEDIATE
    return finding.kind in TALK and not graver and not finding.rule.startswith(BOARD)


def detect_across(text: str, context: Context) -> Iterator[Finding]:
    """Yield the findings that begin in an earlier message and end in `text`.

    The messages are read one under the other, and as one word where the seam may cut one.
    """
    if not (text and context.earlier):
        return
    *others, last = context.earlier[-EARLIER_READ:]
    before = "".join(f"{message}\n" for message in others) + last
    yield from crossing(before + "\n", text, NEAR, DETECTORS, context)
    spoken = SEED.search(fold(before[-EDGE:]).text) and SEED.search(fold(text[:EDGE]).text)
    if spoken:
        yield from crossing(before + "\n", text, EDGE, (find_phones,), context)
    cut = list(
        crossing(before, text, CLOSE, CUT_IN_TWO, context) if cuts_a_word(before, text) else ()
    )
    if spoken:
        cut += crossing(before, text, EDGE, (find_phones,), context)
    if cut:
        yield from graver(cut, detect(before[-EDGE:], context))


def graver(cut: Iterable[Finding], before: Iterable[Finding]) -> Iterator[Finding]:
    """Yield the findings that are graver than what stood before the seam already.

    "lea@exemple.ca" was whole: with the first letter of the next message it is nothing new.
    """
    whole = {finding.kind: finding.severity for finding in sorted(before, key=severity)}
    for finding in cut:
        if finding.kind not in whole or finding.severity > whole[finding.kind]:
            yield finding


def severity(finding: Finding) -> Severity:
    """Return how grave a finding is."""
    return finding.severity


def crossing(
    before: str, text: str, reach: int, detectors: Iterable[Detector], context: Context
) -> Iterator[Finding]:
    """Yield what begins at most `reach` characters before `text` and ends as far inside it."""
    before = before[-reach:]
    here = len(before)
    for finding in detect(before + text[:reach], context, detectors):
        if finding.start < here < finding.end:
            yield replace(finding, start=0, end=finding.end - here)


def cuts_a_word(before: str, text: str) -> bool:
    """Say whether a message may end and the next begin inside a word: « sui », « cide »."""
    begins = text[0].isupper() and text[1:2].islower()  # a sentence does
    return not begins and all(map(PART_OF_WORD.match, (before[-1:], text)))


def weigh(finding: Finding, context: Context) -> Finding:
    """Return `finding` as severe as the board and the people in the thread make it."""
    if is_noted(finding, context):
        return replace(finding, severity=Severity.NOTED)
    if context.minor or finding.kind in DISTRESS or finding.severity <= Severity.LOW:
        return finding
    return replace(finding, severity=Severity(finding.severity - 1))  # R6 is about minors


def is_noted(finding: Finding, context: Context) -> bool:
    """Say whether the board lets such a finding pass: links, insults, strong words."""
    if finding.kind is Kind.URL:
        return context.links_pass
    if finding.kind is Kind.INSULT:
        return is_below(finding, context.insults_from)
    if finding.kind is Kind.PROFANITY:
        return is_below(finding, context.profanity_from)
    return False


def is_below(finding: Finding, level: Severity | None) -> bool:
    """Say whether `finding` is less severe than what the board holds; None holds nothing."""
    return level is None or finding.severity < level


def without_repeats(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield `findings` in the order of the text, without those that tell nothing new.

    What lies inside another finding of its kind, no less severe, or inside a whole address,
    is covered: the host of an e-mail address is no second matter for the moderator.
    """
    reach: dict[tuple[Kind, Severity], int] = {}
    for finding in sorted(findings, key=lambda found: (found.start, -found.end)):
        kinds = WHOLE_ADDRESSES | {finding.kind}
        graver = SEVERITIES[finding.severity :]
        if finding.end > max(reach.get((kind, grade), 0) for kind in kinds for grade in graver):
            reach[finding.kind, finding.severity] = finding.end
            yield finding
