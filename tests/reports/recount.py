"""The figures of a report counted again, in plain Python over all rows: no SQL, no shared rule."""

from collections import Counter, defaultdict
from collections.abc import Set
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from statistics import median
from zoneinfo import ZoneInfo

from sqlalchemy import select

from portal.data.occupations import occupations
from portal.extensions import db
from portal.models.activities import Activity
from portal.models.concerns import Concern
from portal.models.follow_ups import FollowUp
from portal.models.matches import Match
from portal.models.moderation import Decision, Hold
from portal.models.people import Person
from portal.models.students import Student
from portal.models.surveys import SurveyAnswer
from portal.models.threads import Message, Thread

TORONTO = ZoneInfo("America/Toronto")
SHOWN = ("visible", "redacted")


@dataclass
class Rows:
    """Every row that reports look at."""

    people: dict[int, Person]
    students: list[Student]
    matches: list[Match]
    threads: dict[int, Thread]
    messages: list[Message]
    holds: list[Hold]
    decisions: list[Decision]
    activities: list[Activity]
    concerns: list[Concern]
    follow_ups: list[FollowUp]
    answers: list[SurveyAnswer]


def all_rows() -> Rows:
    """Read everything."""

    def every(model: type) -> list:  # type: ignore[type-arg]
        return list(db.session.scalars(select(model)))

    return Rows(
        {row.id: row for row in every(Person)}, every(Student), every(Match),
        {row.id: row for row in every(Thread)}, every(Message), every(Hold), every(Decision),
        every(Activity), every(Concern), every(FollowUp),
        every(SurveyAnswer),
    )  # fmt: skip


@dataclass
class Count:
    """What is counted of some students in some days."""

    enrolled: int = 0
    signed_in: int = 0
    oriented: int = 0
    acted: int = 0
    active: int = 0
    answered: int = 0
    established: int = 0
    sent: int = 0
    received: int = 0
    requests: int = 0
    prompt: int = 0
    later: int = 0
    unanswered: int = 0
    turned_down: int = 0
    asked_again: int = 0
    reply_hours: float | None = None
    held: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    decision_hours: float | None = None
    decisions: int = 0
    follow_ups: int = 0
    answers: int = 0
    opinions: Counter[str] = field(default_factory=Counter)
    mentors: int = 0
    of_mentors: Counter[str] = field(default_factory=Counter)
    concerns: int = 0
    closed: int = 0
    sectors: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    posts_by: Counter[int] = field(default_factory=Counter)  # in groups
    topics_by: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    groups_by: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    sent_by: Counter[int] = field(default_factory=Counter)
    received_by: Counter[int] = field(default_factory=Counter)
    reply_of: dict[int, float] = field(default_factory=dict)
    search_days: Counter[int] = field(default_factory=Counter)
    last_sent: dict[int, datetime] = field(default_factory=dict)
    nocs: dict[int, list[str]] = field(default_factory=dict)


def bounds(first: date, last: date) -> tuple[datetime, datetime]:
    """Return the first moment of the days and the first one after them."""
    begins = datetime.combine(first, time(), TORONTO).astimezone(UTC)
    return begins, datetime.combine(last + timedelta(1), time(), TORONTO).astimezone(UTC)


def between(moment: datetime, days: tuple[datetime, datetime]) -> float:
    """Return hours from one to the other."""
    return (days[0] - moment).total_seconds() / 3600


def count(
    rows: Rows, ids: set[int], first: date, last: date, groups: Set[int] = frozenset()
) -> Count:
    """Count it all, one row after the other.

    `groups`: those of nobody else, where what others than students write counts too.
    """
    since, until = bounds(first, last)
    found = Count()
    here = {
        s.person_id
        for s in rows.students
        if s.person_id in ids and rows.people[s.person_id].state.value != "left"
    }
    found.enrolled = len(here)
    found.signed_in = sum(rows.people[n].last_signed_in_at is not None for n in here)
    _messages(rows, here, since, until, found)
    _activities(rows, here, first, last, found)
    _matches(rows, here, since, until, found)
    _checks(rows, _held_by(rows, here, groups), since, until, found)
    _team(rows, here, since, until, found)
    _answers(rows, here, since, until, found)
    return found


def _answers(rows: Rows, here: set[int], since: datetime, until: datetime, found: Count) -> None:
    student_of = {match.id: match.student_id for match in rows.matches}
    for answer in rows.answers:
        mentor = answer.occasion.value == "mentor_closing"
        if answer.declined or student_of[answer.match_id] not in here:
            continue
        if since <= answer.answered_at < until and mentor:
            found.mentors += 1
            found.of_mentors[f"worth {answer.influence and answer.influence.value}"] += 1
            for code in answer.purposes:
                found.of_mentors[code] += 1
        elif since <= answer.answered_at < until:
            found.answers += 1
            if answer.influence:
                found.opinions[f"influence {answer.influence.value}"] += 1
            if answer.recommends:
                found.opinions[f"recommends {answer.recommends.value}"] += 1
            for code in answer.purposes:
                found.opinions[code] += 1


def _messages(rows: Rows, here: set[int], since: datetime, until: datetime, found: Count) -> None:
    for message in rows.messages:
        thread = rows.threads[message.thread_id]
        number = message.author_id if thread.group_id else thread.student_id
        if number not in here or message.state.value not in SHOWN or message.shown_at is None:
            continue
        if not since <= message.shown_at < until:
            continue
        if thread.group_id:
            found.posts_by[number] += 1
            found.topics_by[number].add(thread.id)
            found.groups_by[number].add(thread.group_id)
            continue
        if message.author_id == number:
            found.sent += 1
            found.sent_by[number] += 1
            before = found.last_sent.get(number, message.shown_at)
            found.last_sent[number] = max(before, message.shown_at)
        if message.author_id == thread.mentor_id:
            found.received += 1
            found.received_by[number] += 1
    found.active = len([n for n in here if found.sent_by[n]])
    found.answered = len([n for n in here if found.received_by[n]])


def _activities(rows: Rows, here: set[int], first: date, last: date, found: Count) -> None:
    oriented, acted = set(), {n for n in here if found.sent_by[n]}
    for activity in rows.activities:
        number = activity.student_id
        if number not in here or activity.day > last:
            continue
        if activity.kind.value == "oriented":
            oriented.add(number)
        if activity.day >= first:
            acted.add(number)
            found.search_days[number] += activity.kind.value == "searched"
    acted |= {n for n in here if found.posts_by[n]}
    found.oriented, found.acted = len(oriented), len(acted)


def _matches(rows: Rows, here: set[int], since: datetime, until: datetime, found: Count) -> None:
    mine = [m for m in rows.matches if m.student_id in here and m.told_mentor_at]
    mine = [m for m in mine if m.told_mentor_at < until]
    mine.sort(key=lambda m: (m.told_mentor_at, m.id))
    students, requests, established = defaultdict(set), Counter(), Counter()
    with_one, delays, own = set(), [], defaultdict(list)
    asked = [m for m in mine if m.told_mentor_at >= since]
    for match in mine:
        alive = match.ended_at is None or match.ended_at >= since
        is_established = bool(match.established_at and match.established_at < until and alive)
        if is_established:
            with_one.add(match.student_id)
        if match.told_mentor_at < since:
            continue
        sector = occupations()[match.noc].sector.slug
        students[sector].add(match.student_id)
        requests[sector] += 1
        established[sector] += is_established
        listed = found.nocs.setdefault(match.student_id, [])
        listed += [match.noc] if match.noc not in listed else []
        found.requests += 1
        if match.answered_at and match.answered_at < until:
            delay = (match.answered_at - match.told_mentor_at).total_seconds() / 3600
            delays.append(delay)
            own[match.student_id].append(delay)
            found.prompt += delay <= 48
            found.later += delay > 48
            continue
        gone = match.ended_at is not None and match.ended_at < until
        if gone and match.state.value in ("declined", "withdrawn"):
            found.turned_down += 1
        else:
            found.unanswered += 1
        others = [m for m in asked if m.student_id == match.student_id]
        found.asked_again += any(m.told_mentor_at > match.told_mentor_at for m in others)
    found.established = len(with_one)
    found.reply_hours = median(delays) if delays else None
    found.reply_of = {number: median(values) for number, values in own.items()}
    found.sectors = {
        slug: (len(who), requests[slug], established[slug]) for slug, who in students.items()
    }


def _held_by(rows: Rows, here: set[int], groups: Set[int]) -> set[int]:
    """Return which messages count, were they held: by their identifiers."""
    students = {student.person_id for student in rows.students}
    mine = set()
    for message in rows.messages:
        thread = rows.threads[message.thread_id]
        if thread.group_id is None:
            mine |= {message.id} if thread.student_id in here else set()
        elif message.author_id in here or (
            message.author_id not in students and thread.group_id in groups
        ):
            mine.add(message.id)
    return mine


def _checks(rows: Rows, mine: set[int], since: datetime, until: datetime, found: Count) -> None:
    standing = {d.hold_id: d for d in rows.decisions if d.undone_at is None}
    holds = {hold.id: hold for hold in rows.holds}
    delays = []
    for hold in rows.holds:
        if not since <= hold.held_at < until or hold.message_id not in mine:
            continue
        found.held += 1
        found.reasons[hold.reason.value] += 1
        decision = standing.get(hold.id)
        found.verdicts[decision.verdict.value if decision else "waiting"] += 1
        if decision:
            delays.append((decision.decided_at - hold.held_at).total_seconds() / 3600)
    found.decision_hours = median(delays) if delays else None
    for decision in rows.decisions:
        counted = holds[decision.hold_id].message_id in mine
        found.decisions += counted and since <= decision.decided_at < until


def _team(rows: Rows, here: set[int], since: datetime, until: datetime, found: Count) -> None:
    for follow_up in rows.follow_ups:
        counted = follow_up.student_id in here and follow_up.undone_at is None
        found.follow_ups += counted and since <= follow_up.done_at < until
    for concern in rows.concerns:
        if concern.student_id in here and since <= concern.raised_at < until:
            found.concerns += 1
            found.closed += concern.closed_at is not None
