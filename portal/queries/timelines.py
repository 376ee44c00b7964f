"""What happened to a student, day by day: dates and counts, never a word of a message."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from portal import clock
from portal.models.follow_ups import FollowUpAction
from portal.models.matches import MatchState
from portal.queries.follow_ups import FollowUpLine
from portal.queries.standings import Need
from portal.queries.student_pages import MatchLine, StudentPage


class Happening(StrEnum):
    """What a line of the timeline tells."""

    ACCOUNT = "account"
    CONSENT_PARENTAL = "consent_parental"
    CONSENT_OWN = "consent_own"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    SIGNED_IN = "signed_in"  # the last time
    ORIENTED = "oriented"
    SEARCHED = "searched"  # the first day, and on how many days since
    REFLECTED = "reflection"  # shared by the student
    DISCUSSED = "discussion"  # in groups
    ASKED = "asked"
    ANSWERED = "answered"
    ESTABLISHED = "established"
    ENDED = "ended"
    MONTH = "month"  # messages sent and received in it
    FOLLOWED_UP = "followed_up"


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the timeline; what a kind does not need stays empty."""

    on: date
    what: Happening
    noc: str = ""
    state: MatchState | None = None
    counts: tuple[int, ...] = ()
    action: FollowUpAction | None = None
    need: Need | None = None
    by: str = ""
    read_on: date | None = None


def timeline(page: StudentPage, done: Sequence[FollowUpLine]) -> list[Event]:
    """Return what happened, the newest first; of a day, in the order of `Happening`."""
    order = {what: place for place, what in enumerate(Happening)}
    events = [*_account(page), *_done(done)]
    for match in page.matches:
        events += _match(match)
    events += (
        Event(month.first, Happening.MONTH, counts=(month.sent, month.received))
        for month in page.months
    )
    return sorted(events, key=lambda event: (event.on, order[event.what]), reverse=True)


def _account(page: StudentPage) -> Iterator[Event]:
    yield Event(_day(page.created_at), Happening.ACCOUNT)
    if page.last_signed_in_at is not None:
        yield Event(_day(page.last_signed_in_at), Happening.SIGNED_IN)
    for line in page.all_consents:
        yield Event(line.given_on, Happening(f"consent_{line.kind.value}"))
        if line.withdrawn_at is not None:
            yield Event(_day(line.withdrawn_at), Happening.CONSENT_WITHDRAWN)
    for step in page.steps:
        yield Event(step.first, Happening(step.kind), counts=(step.days,))


def _match(match: MatchLine) -> Iterator[Event]:
    moments = (
        (Happening.ASKED, match.requested_at),
        (Happening.ANSWERED, match.answered_at),
        (Happening.ESTABLISHED, match.established_at),
        (Happening.ENDED, match.ended_at),
    )
    for what, moment in moments:
        if moment is not None:
            yield Event(_day(moment), what, noc=match.noc, state=match.state)


def _done(done: Sequence[FollowUpLine]) -> Iterator[Event]:
    for line in done:
        yield Event(
            _day(line.done_at),
            Happening.FOLLOWED_UP,
            action=line.action,
            need=line.need,
            by=line.by,
            read_on=_day(line.seen_at) if line.seen_at is not None else None,
        )


def _day(moment: datetime) -> date:
    return clock.local(moment).date()
