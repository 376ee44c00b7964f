"""The figures that reports share, and how the small ones are hidden."""

from collections import Counter
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from portal import clock
from portal.models.boards import Board
from portal.models.matches import MatchState
from portal.models.moderation import HoldReason, Verdict
from portal.models.people import Person
from portal.queries.letterheads import Letterhead
from portal.queries.participation import (
    Contact,
    Exchange,
    Member,
    RosterRow,
    Steps,
)
from portal.queries.team_work import Check
from portal.reports.periods import Period

SMALLEST = 5  # an anonymous report publishes no smaller cell (R42)
PROMPT = timedelta(hours=48)  # the delay that reports count by (R106)

Figure = int | None  # None: hidden, because it is small or would give a small one away


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands at the head of every report, and how long the board keeps it (R105)."""

    board_fr: str
    board_en: str
    school: str
    period: Period
    made_at: datetime
    made_by: str
    retention_fr: str = ""
    retention_en: str = ""


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
    """How many students are on the list, and how far they went: the funnel."""

    enrolled: Figure
    signed_in: Share
    oriented: Share
    acted: Share  # at least one action: oriented, searched, wrote to a mentor or in a group
    active: Share  # wrote to a mentor
    answered: Share
    established: Share

    @property
    def shares(self) -> tuple[Share, ...]:
        """The steps, in their order."""
        return tuple(getattr(self, name) for name in STEP_NAMES)


STEP_NAMES = ("signed_in", "oriented", "acted", "active", "answered", "established")


@dataclass(frozen=True, slots=True)
class Service:
    """How requests were answered; the four counts make up the requests."""

    requests: Figure
    prompt: Share  # answered within 48 hours
    later: Share
    unanswered: Share
    turned_down: Share  # declined by the mentor or withdrawn by the student, without an answer
    asked_again: Share  # of those that got no answer: the student then wrote to somebody else
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
    reasons: Sequence[tuple[HoldReason, Share]]  # every reason that there was, most first


def heading(viewer: Person, board: Board | Letterhead, school: str, period: Period) -> Heading:
    """Say whose report this is, of when, made by whom and at what time."""
    return Heading(
        board.name_fr,
        board.name_en,
        school,
        period,
        clock.now(),
        viewer.name,
        board.retention_fr,
        board.retention_en,
    )


@dataclass(frozen=True, slots=True)
class Done:
    """Who took each step, by the students' identifiers."""

    oriented: Set[int]
    acted: Set[int]
    active: Set[int]
    answered: Set[int]
    established: Set[int]

    @property
    def sets(self) -> tuple[Set[int], ...]:
        """The steps, in the order of `Participation`, signed in left out."""
        return self.oriented, self.acted, self.active, self.answered, self.established


def done(
    steps: Iterable[Steps],
    exchanges: Iterable[Exchange],
    contacts: Iterable[Contact],
    period: Period,
) -> Done:
    """Say who did what, in the period or, for what is done once, before its end."""
    steps, exchanges = list(steps), list(exchanges)
    wrote = {row.student_id for row in exchanges if row.sent}
    return Done(
        oriented={row.student_id for row in steps if row.oriented_on is not None},
        acted=wrote | {row.student_id for row in steps if row.active_days or row.posts},
        active=wrote,
        answered={row.student_id for row in exchanges if row.received},
        established={c.student_id for c in contacts if established_during(c, period)},
    )


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


def participation(members: Iterable[Member | RosterRow], done: Done) -> Participation:
    """Count the students of `members` at each step."""
    ids = [member.id for member in members if member.has_signed_in]
    everyone = [member.id for member in members]
    total = len(everyone)
    steps = [sum(number in who for number in everyone) for who in done.sets]
    return Participation(total, Share(len(ids), total), *(Share(step, total) for step in steps))


def service(contacts: Iterable[Contact], period: Period) -> Service:
    """Sort the requests of the period by how they were answered."""
    asked = asked_in(contacts, period)
    delays = [delay for c in asked if (delay := reply_hours(c, period)) is not None]
    prompt = sum(delay <= PROMPT / timedelta(hours=1) for delay in delays)
    without = [c for c in asked if reply_hours(c, period) is None]
    down = sum(_was_turned_down(c, period) for c in without)
    total = len(asked)
    return Service(
        requests=total,
        prompt=Share(prompt, total),
        later=Share(len(delays) - prompt, total),
        unanswered=Share(total - len(delays) - down, total),
        turned_down=Share(down, total),
        asked_again=Share(_asked_again(without, asked), len(without)),
        median_hours=median_hours(delays),
    )


def _asked_again(without: Iterable[Contact], asked: Iterable[Contact]) -> int:
    """Count the requests after which their student wrote to somebody else."""
    last: dict[int, datetime] = {}
    for contact in asked:  # oldest first
        last[contact.student_id] = contact.told_at
    return sum(last[contact.student_id] > contact.told_at for contact in without)


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
        reasons=[
            (reason, Share(number, total))
            for reason, number in Counter(check.reason for check in checks).most_common()
        ],
    )


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


def hide_share(share: Share) -> Share:
    """Hide a count that is small, or whose rest is."""
    count, of = share.count or 0, share.of or 0
    hides = of < SMALLEST or is_small(count, of)
    return Share(None if hides else count, of if of >= SMALLEST else None)


def hidden_participation(whole: Participation) -> Participation:
    """Return the same with small counts hidden, and those whose rest is small."""
    shown = (hide_share(share) for share in whole.shares)
    total = whole.enrolled or 0
    return Participation(total if total >= SMALLEST else None, *shown)


def hidden_parts(parts: Sequence[Participation]) -> list[Participation]:
    """Hide the small cells of each column of parts of one whole, and what gives them away."""
    wholes = [part.enrolled or 0 for part in parts]
    enrolled = hide_small(wholes, wholes)
    columns = [
        hide_small([getattr(part, name).count or 0 for part in parts], wholes)
        for name in STEP_NAMES
    ]
    return [
        Participation(total, *(Share(column[i], total) for column in columns))
        for i, total in enumerate(enrolled)
    ]


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
        asked_again=_hidden_again(service.asked_again, unanswered, down),
        median_hours=service.median_hours if answered >= SMALLEST else None,
    )


def _hidden_again(again: Share, unanswered: Share, down: Share) -> Share:
    # Its whole is the sum of two counts: shown where both are, or it would give one away.
    if unanswered.count is None or down.count is None:
        return Share(None, None)
    return hide_share(again)


def hidden_safety(safety: Safety) -> Safety:
    """Return the same with small counts hidden: a held message concerns its author alone."""
    approved, redacted, refused, waiting = hide_small_parts(
        [safety.approved, safety.redacted, safety.refused, safety.waiting]
    )
    reasons = hide_small_parts([share for _reason, share in safety.reasons])
    decided = (safety.held or 0) - (safety.waiting.count or 0)
    return Safety(
        held=approved.of,
        approved=approved,
        redacted=redacted,
        refused=refused,
        waiting=waiting,
        median_hours=safety.median_hours if decided >= SMALLEST else None,
        reasons=list(zip([reason for reason, _share in safety.reasons], reasons, strict=True)),
    )
