"""The figures that reports share, and how the small ones are hidden."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from portal import clock
from portal.data.occupations import Sector, occupations
from portal.models.boards import Board
from portal.models.matches import MatchState
from portal.models.moderation import Verdict
from portal.models.people import Person
from portal.queries.participation import Check, Contact, Exchange, RosterRow
from portal.reports.periods import Period

SMALLEST = 5  # an anonymous report publishes no smaller cell (R42)
PROMPT = timedelta(hours=48)  # the delay that reports count by (R106)
TOP_SECTORS = 10

Figure = int | None  # None: hidden, because it is small or would give a small one away


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands at the head of every report (R105)."""

    board_fr: str
    board_en: str
    school: str
    period: Period
    made_at: datetime
    made_by: str


@dataclass(frozen=True, slots=True)
class Share:
    """A count and what it is a part of."""

    count: Figure
    of: Figure

    @property
    def part(self) -> float | None:
        """The share from 0 to 1; None when hidden or when there is nothing to share."""
        return self.count / self.of if self.count is not None and self.of else None


@dataclass(frozen=True, slots=True)
class Participation:
    """How many students are on the list, and how far they went."""

    enrolled: Figure
    signed_in: Share
    active: Share
    established: Share


@dataclass(frozen=True, slots=True)
class Service:
    """How requests were answered; the four counts make up the requests."""

    requests: Figure
    prompt: Share  # answered within 48 hours
    later: Share
    unanswered: Share
    turned_down: Share  # declined by the mentor or withdrawn by the student, without an answer
    median_hours: float | None


@dataclass(frozen=True, slots=True)
class Safety:
    """What became of the messages that waited for a moderator; counts only."""

    held: Figure
    approved: Share
    redacted: Share
    refused: Share
    waiting: Share
    median_hours: float | None


@dataclass(frozen=True, slots=True)
class Demand:
    """A sector, and how many students asked about it."""

    sector: Sector
    students: int


def heading(viewer: Person, board: Board, school: str, period: Period) -> Heading:
    """Say whose report this is, of when, made by whom and at what time."""
    return Heading(board.name_fr, board.name_en, school, period, clock.now(), viewer.name)


def hours(since: datetime, until: datetime) -> float:
    """Return how long it took, in hours, nights and holidays counted."""
    return (until - since).total_seconds() / 3600


def median_hours(delays: Iterable[float]) -> float | None:
    """Return the middle delay in hours; None when there is none."""
    known = list(delays)
    return median(known) if known else None


def asked_in(contacts: Iterable[Contact], period: Period) -> list[Contact]:
    """Return the requests that mentors received within the period."""
    return [contact for contact in contacts if contact.told_at >= period.since]


def reply_hours(contact: Contact, period: Period) -> float | None:
    """Return the delay of the first answer, None when the period ended before it."""
    if contact.answered_at is None or contact.answered_at >= period.until:
        return None
    return hours(contact.told_at, contact.answered_at)


def established_during(contact: Contact, period: Period) -> bool:
    """Say whether the match was established before the period's end and not ended before it."""
    began = contact.established_at is not None and contact.established_at < period.until
    return began and (contact.ended_at is None or contact.ended_at >= period.since)


def participation(
    roster: Sequence[RosterRow],
    exchanges: Iterable[Exchange],
    contacts: Iterable[Contact],
    period: Period,
) -> Participation:
    """Count the students of `roster`: all, signed in, active, with an established match."""
    active = {row.student_id for row in exchanges if row.sent}
    established = {c.student_id for c in contacts if established_during(c, period)}
    total = len(roster)
    return Participation(
        enrolled=total,
        signed_in=Share(sum(row.has_signed_in for row in roster), total),
        active=Share(sum(row.id in active for row in roster), total),
        established=Share(sum(row.id in established for row in roster), total),
    )


def service(contacts: Iterable[Contact], period: Period) -> Service:
    """Sort the requests of the period by how they were answered."""
    asked = asked_in(contacts, period)
    delays = [delay for c in asked if (delay := reply_hours(c, period)) is not None]
    prompt = sum(delay <= PROMPT / timedelta(hours=1) for delay in delays)
    down = sum(reply_hours(c, period) is None and _was_turned_down(c, period) for c in asked)
    total = len(asked)
    return Service(
        requests=total,
        prompt=Share(prompt, total),
        later=Share(len(delays) - prompt, total),
        unanswered=Share(total - len(delays) - down, total),
        turned_down=Share(down, total),
        median_hours=median_hours(delays),
    )


def _was_turned_down(contact: Contact, period: Period) -> bool:
    ended = contact.ended_at is not None and contact.ended_at < period.until
    return ended and contact.state in (MatchState.DECLINED, MatchState.WITHDRAWN)


def safety(checks: Sequence[Check]) -> Safety:
    """Sort the messages that were held by what a moderator decided."""
    total = len(checks)
    count = {
        verdict: sum(check.verdict is verdict for check in checks) for verdict in (*Verdict, None)
    }
    delays = [hours(c.held_at, c.decided_at) for c in checks if c.decided_at is not None]
    return Safety(
        held=total,
        approved=Share(count[Verdict.APPROVED], total),
        redacted=Share(count[Verdict.REDACTED], total),
        refused=Share(count[Verdict.REFUSED], total),
        waiting=Share(count[None], total),
        median_hours=median_hours(delays),
    )


def demand(contacts: Iterable[Contact], period: Period, *, at_least: int = 1) -> list[Demand]:
    """Return the sectors that most students asked about, at most ten; equals by their names."""
    askers: defaultdict[Sector, set[int]] = defaultdict(set)
    for contact in asked_in(contacts, period):
        askers[occupations()[contact.noc].sector].add(contact.student_id)
    rows = [Demand(sector, len(who)) for sector, who in askers.items() if len(who) >= at_least]
    return sorted(rows, key=lambda row: (-row.students, row.sector.slug))[:TOP_SECTORS]


# How small figures are hidden: R42 and R105.


def is_small(count: int, of: int) -> bool:
    """Say whether a count, or the rest of what it is a part of, concerns too few people."""
    return count < SMALLEST or 0 < of - count < SMALLEST


def hide_small(cells: Sequence[int], wholes: Sequence[int]) -> list[Figure]:
    """Hide the small cells, and the next smallest ones until no subtraction gives them away.

    The sum of `cells` may be published: at least two stay hidden, and they hold
    five or more together.
    """
    hidden = {
        i for i, (cell, of) in enumerate(zip(cells, wholes, strict=True)) if is_small(cell, of)
    }
    shown = sorted(set(range(len(cells))) - hidden, key=lambda i: cells[i], reverse=True)
    while hidden and shown and (len(hidden) < 2 or sum(cells[i] for i in hidden) < SMALLEST):
        hidden.add(shown.pop())
    return [None if i in hidden else cell for i, cell in enumerate(cells)]


def hide_small_parts(parts: Sequence[Share]) -> list[Share]:
    """Hide the small ones of the parts that make up one whole."""
    counts = [part.count or 0 for part in parts]
    whole = sum(counts)
    shown = hide_small(counts, counts)
    return [Share(count, whole if whole >= SMALLEST else None) for count in shown]


def hidden_service(service: Service) -> Service:
    """Return the same with small counts hidden."""
    prompt, later, unanswered, down = hide_small_parts(
        [service.prompt, service.later, service.unanswered, service.turned_down]
    )
    answered = (service.prompt.count or 0) + (service.later.count or 0)
    return Service(
        requests=prompt.of,
        prompt=prompt,
        later=later,
        unanswered=unanswered,
        turned_down=down,
        median_hours=service.median_hours if answered >= SMALLEST else None,
    )


def hidden_safety(safety: Safety) -> Safety:
    """Return the same with small counts hidden: a held message concerns its author alone."""
    approved, redacted, refused, waiting = hide_small_parts(
        [safety.approved, safety.redacted, safety.refused, safety.waiting]
    )
    decided = (safety.held or 0) - (safety.waiting.count or 0)
    return Safety(
        held=approved.of,
        approved=approved,
        redacted=redacted,
        refused=refused,
        waiting=waiting,
        median_hours=safety.median_hours if decided >= SMALLEST else None,
    )
