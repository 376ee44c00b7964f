"""Every figure of every report of the seeded demo equals a plain recount over all rows."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal import clock
from portal.demo.load import load
from portal.extensions import db, unit_of_work
from portal.models.class_groups import ClassGroup, ClassGroupMember, CounsellorSchool
from portal.models.class_searches import ClassSearch
from portal.models.people import Person, PersonState
from portal.models.schools import School
from portal.models.search_gaps import SearchGap
from portal.queries import participation
from portal.queries.participation import Scope
from portal.reports import documents, figures, periods
from portal.reports.board import BoardReport
from portal.reports.class_group import ClassGroupReport
from portal.reports.discussions import Discussions
from portal.reports.documents import Report, ReportKind
from portal.reports.figures import Participation, Safety, Service
from portal.reports.periods import Period
from portal.reports.school import SchoolReport
from portal.reports.searched import Searched
from portal.reports.student import StudentReport
from portal.reports.voice import StudentsVoice
from tests.reports.documents import text_of
from tests.reports.recount import Count, Rows, all_rows, count

STEPS = ("signed_in", "oriented", "acted", "active", "answered", "established")
SMALL = range(1, 5)


@pytest.fixture
def demo(app: Flask) -> Iterator[Flask]:
    """The small demo."""
    with app.app_context():
        db.drop_all()
        db.create_all()
        with unit_of_work():
            load("small", seed=7, progress=lambda _kind, _count: None)
        yield app


def _same_voice(found: StudentsVoice, plain: Count) -> None:
    _equal_or_hidden(found.answers, plain.answers)
    for name, shares in (("influence", found.influence), ("recommends", found.recommends)):
        for opinion, share in shares.items():
            _equal_or_hidden(share.count, plain.opinions[f"{name} {opinion.value}"])
    some = plain.opinions["influence yes"] + plain.opinions["influence somewhat"]
    if found.influenced.count is not None:
        assert found.influenced.count == some
    for code, share in found.purposes.items():
        _equal_or_hidden(share.count, plain.opinions[code])


def _days() -> list[Period]:
    today = clock.today()
    month = Period(max(today - timedelta(days=40), periods.school_year().first), today)
    return [periods.school_year(), Period(month.first, today - timedelta(days=10))]


def _person(username: str) -> Person:
    wanted = select(Person).where(Person.username == username)
    return db.session.scalars(wanted.options(joinedload(Person.role_rows))).unique().one()


def _counsellor_of(school_id: int) -> Person:
    wanted = (
        select(Person)
        .join(CounsellorSchool, CounsellorSchool.counsellor_id == Person.id)
        .where(CounsellorSchool.school_id == school_id, Person.state == PersonState.ACTIVE)
    )
    return db.session.scalars(wanted.options(joinedload(Person.role_rows))).unique().first()  # type: ignore[return-value]


def _build(kind: ReportKind, viewer: Person, number: int, days: Period, **named: bool) -> Report:
    return documents.build(kind, viewer, number, days, **named)


def _equal_or_hidden(shown: int | None, plain: int) -> None:
    """What is shown is right; what is small is not shown."""
    assert shown is None or shown == plain
    assert plain not in SMALL or shown is None


def _same_participation(found: Participation, plain: Count, *, hides: bool) -> None:
    pairs = [(found.enrolled, plain.enrolled)]
    pairs += [(getattr(found, name).count, getattr(plain, name)) for name in STEPS]
    for shown, counted in pairs:
        if hides:
            _equal_or_hidden(shown, counted)
        else:
            assert shown == counted


def _same_discussions(found: Discussions, plain: Count, *, hides: bool) -> None:
    wrote, several = len(plain.posts_by), sum(len(of) > 1 for of in plain.topics_by.values())
    pairs = ((found.wrote.count, wrote), (found.several.count, several))
    for shown, counted in pairs:
        if hides:
            _equal_or_hidden(shown, counted)
        else:
            assert shown == counted
    assert found.posts == plain.posts_by.total() or (hides and found.posts is None)
    assert not hides or wrote >= 5 or found.posts is None


def _same_service(found: Service, plain: Count, *, hides: bool) -> None:
    names = ("requests", "prompt", "later", "unanswered", "turned_down", "asked_again")
    for name in names:
        value = getattr(found, name)
        shown = value if name == "requests" else value.count
        if hides:
            _equal_or_hidden(shown, getattr(plain, name))
        else:
            assert shown == getattr(plain, name), name
    if found.median_hours is not None or not hides:
        assert found.median_hours == plain.reply_hours


def _same_safety(found: Safety, plain: Count) -> None:
    _equal_or_hidden(found.held, plain.held)
    for name in ("approved", "redacted", "refused", "waiting"):
        _equal_or_hidden(getattr(found, name).count, plain.verdicts[name])
    assert {reason.value for reason, _share in found.reasons} == set(plain.reasons)
    for reason, share in found.reasons:
        _equal_or_hidden(share.count, plain.reasons[reason.value])
    assert found.median_hours in (None, plain.decision_hours)


def _same_demand(rows: Sequence[object], plain: Count, *, hides: bool) -> None:
    listed = {row.sector.slug: row for row in rows}  # type: ignore[attr-defined]
    for slug, (students, requests, established) in plain.sectors.items():
        if slug not in listed:
            continue
        row = listed[slug]
        assert row.students == students  # type: ignore[attr-defined]
        for shown, counted in ((row.requests, requests), (row.established, established)):  # type: ignore[attr-defined]
            assert shown == counted or (hides and shown is None)
    if hides:
        assert all(plain.sectors[slug][0] >= 5 for slug in listed)
    most = sorted((who for who, _r, _e in plain.sectors.values()), reverse=True)
    shown = [plain.sectors[slug][0] for slug in listed]
    assert shown == [who for who in most if who >= 5 or not hides][: len(shown)]


def _levels(rows: Rows, ids: set[int]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for student in rows.students:
        if student.person_id in ids:
            found.setdefault(student.level.value, set()).add(student.person_id)
    return found


def test_every_class_group(demo: Flask) -> None:
    rows = all_rows()
    groups = db.session.scalars(select(ClassGroup)).all()
    members = db.session.scalars(select(ClassGroupMember)).all()
    assert len(groups) > 5
    for group in groups:
        ids = {row.student_id for row in members if row.class_group_id == group.id}
        viewer = _counsellor_of(group.school_id)
        for days in _days():
            plain = count(rows, ids, days.first, days.last)
            found = _build(ReportKind.CLASS_GROUP, viewer, group.id, days)
            assert isinstance(found, ClassGroupReport)
            _same_participation(found.participation, plain, hides=False)
            _same_discussions(found.discussions, plain, hides=False)
            _same_service(found.service, plain, hides=False)
            _same_safety(found.safety, plain)
            _same_demand(found.demand, plain, hides=False)
            _equal_or_hidden(found.concerns.raised, plain.concerns)
            _same_lines(found, rows, ids, plain)
            _same_searched(found.searched, group.id, days)
            _same_voice(found.voice, plain)
            bare = _build(ReportKind.CLASS_GROUP, viewer, group.id, days, named=False)
            assert isinstance(bare, ClassGroupReport) and not bare.students
            _same_participation(bare.participation, plain, hides=True)
            _same_discussions(bare.discussions, plain, hides=True)
            _same_service(bare.service, plain, hides=True)
            _same_demand(bare.demand, plain, hides=True)


def _same_searched(found: Searched, group_id: int, days: Period) -> None:
    rows = [
        row
        for row in db.session.scalars(select(ClassSearch))
        if row.class_group_id == group_id and days.first.replace(day=1) <= row.month <= days.last
    ]
    plain: Counter[str] = Counter()
    for row in rows:
        plain[row.sector] += row.searches
    _equal_or_hidden(found.searches, plain.total())
    without = sum(row.without for row in rows)
    assert found.without.count in (None, without)
    assert without not in SMALL or found.without.count is None
    for sector, number in found.sectors:
        assert number == plain[sector.slug if sector else ""] >= 5
    left = plain.total() - sum(number for _sector, number in found.sectors)
    assert left == 0 or left >= 5, "what is hidden is not few"


def _same_lines(found: ClassGroupReport, rows: Rows, ids: set[int], plain: Count) -> None:
    expected = Counter(
        (
            f"{rows.people[n].family_name}, {rows.people[n].given_name}",
            plain.search_days[n],
            tuple(plain.nocs.get(n, ())),
            plain.sent_by[n],
            plain.received_by[n],
            plain.reply_of.get(n),
            plain.posts_by[n],
            plain.last_sent.get(n),
        )
        for n in ids
        if rows.people[n].state is not PersonState.LEFT
    )
    assert expected == Counter(
        (
            line.name,
            line.search_days,
            tuple(one.noc for one in line.occupations),
            line.sent,
            line.received,
            line.reply_hours,
            line.posts,
            line.last_sent_at,
        )
        for line in found.students
    )


def test_every_school_and_the_board(demo: Flask) -> None:
    rows = all_rows()
    schools = db.session.scalars(select(School)).all()
    for days in _days():
        for school in schools:
            ids = {s.person_id for s in rows.students if s.school_id == school.id}
            plain = count(rows, ids, days.first, days.last)
            viewer = _counsellor_of(school.id)
            found = _build(ReportKind.SCHOOL, viewer, school.id, days)
            assert isinstance(found, SchoolReport)
            _same_totals(found, rows, ids, plain, days)
            _equal_or_hidden(found.gaps.searches, _gaps(days, school.id))
        everyone = {s.person_id for s in rows.students}
        plain = count(rows, everyone, days.first, days.last)
        board = _build(ReportKind.BOARD, _person("administration"), 1, days)
        assert isinstance(board, BoardReport)
        _same_totals(board, rows, everyone, plain, days)
        _equal_or_hidden(board.gaps.searches, _gaps(days, None))
        _equal_or_hidden(board.mentors.answers, plain.mentors)
        for opinion, share in board.mentors.worthwhile.items():
            _equal_or_hidden(share.count, plain.of_mentors[f"worth {opinion.value}"])
        for code, share in board.mentors.brought.items():
            _equal_or_hidden(share.count, plain.of_mentors[code])
        assert {line.school for line in board.schools} == {school.name for school in schools}
        for line in board.schools:
            of = next(school for school in schools if school.name == line.school)
            ids = {s.person_id for s in rows.students if s.school_id == of.id}
            part = count(rows, ids, days.first, days.last)
            _same_participation(line.participation, part, hides=True)


def _same_totals(
    found: SchoolReport | BoardReport, rows: Rows, ids: set[int], plain: Count, days: Period
) -> None:
    _same_participation(found.participation, plain, hides=True)
    _same_discussions(found.discussions, plain, hides=True)
    _same_service(found.service, plain, hides=True)
    _same_demand(found.demand, plain, hides=True)
    _same_voice(found.voice, plain)
    _equal_or_hidden(found.concerns.raised, plain.concerns)
    _equal_or_hidden(found.concerns.closed.count, plain.closed)
    if found.messages.sent is not None:
        assert (found.messages.sent, found.messages.received) == (plain.sent, plain.received)
    done = {work.value: times for work, times in found.staff.lines}
    _equal_or_hidden(done["decision"], plain.decisions)
    _equal_or_hidden(done["concern"], plain.concerns)
    _equal_or_hidden(done["follow_up"], plain.follow_ups)
    if isinstance(found, SchoolReport):
        _same_safety(found.safety, plain)
    else:
        assert found.queue.held.count in (None, plain.held + plain.posts_held)
    by_level = _levels(rows, {n for n in ids if rows.people[n].state is not PersonState.LEFT})
    assert {line.level.value for line in found.levels} == set(by_level)
    for line in found.levels:
        part = count(rows, by_level[line.level.value], days.first, days.last)
        _same_participation(line.participation, part, hides=True)


def _gaps(days: Period, school_id: int | None) -> int:
    first = date(days.first.year, days.first.month, 1)
    return sum(
        gap.searches
        for gap in db.session.scalars(select(SearchGap))
        if first <= gap.month <= days.last and school_id in (None, gap.school_id)
    )


def test_what_is_hidden_in_a_table_is_two_cells_and_five_students_at_least(demo: Flask) -> None:
    rows, days = all_rows(), _days()[0]
    board = _build(ReportKind.BOARD, _person("administration"), 1, days)
    assert isinstance(board, BoardReport)
    by_level = _levels(
        rows, {n for n, person in rows.people.items() if person.state is not PersonState.LEFT}
    )
    for name in STEPS:
        hidden = [
            getattr(count(rows, by_level[line.level.value], days.first, days.last), name)
            for line in board.levels
            if getattr(line.participation, name).count is None
        ]
        assert len(hidden) != 1
        assert not hidden or sum(hidden) >= 5 or len(hidden) == len(board.levels)


def test_every_student_of_a_school(demo: Flask) -> None:
    rows, days = all_rows(), _days()[1]
    school = db.session.scalars(select(School)).first()
    assert school is not None
    viewer = _counsellor_of(school.id)
    ids = [s.person_id for s in rows.students if s.school_id == school.id][:60]
    for number in ids:
        plain = count(rows, {number}, days.first, days.last)
        found = _build(ReportKind.STUDENT, viewer, number, days)
        assert isinstance(found, StudentReport)
        if rows.people[number].state is PersonState.LEFT:
            continue
        asked_then = [line for line in found.conversations if line.asked_at >= days.since]
        assert found.search_days == plain.search_days[number]
        own = plain.posts_by[number], len(plain.groups_by[number])
        assert (found.posts, found.groups) == own
        assert (found.oriented_on is not None) == bool(plain.oriented)
        # A conversation that ended before the period is not listed, and nobody writes in it.
        assert (found.sent, found.received) == (plain.sent, plain.received)
        assert len(asked_then) == plain.requests
        delays = sorted(line.reply_hours for line in asked_then if line.reply_hours is not None)
        assert len(delays) == plain.prompt + plain.later


def test_the_schools_add_up_to_the_board(demo: Flask) -> None:
    viewer = _person("administration")
    for days in _days():
        board = participation.whole_board(viewer, days.since, days.until)
        whole = _unhidden(board, days)
        parts = [
            _unhidden(
                Scope(
                    viewer,
                    participation.of_school(school.id),
                    days.since,
                    days.until,
                    counts_only=True,
                ),
                days,
            )
            for school in db.session.scalars(select(School))
        ]
        assert len(parts) > 1
        assert [sum(column) for column in zip(*parts, strict=True)] == whole


def _unhidden(scope: Scope, days: Period) -> list[int]:
    contacts, exchanges = participation.contacts(scope), participation.exchanges(scope)
    done = figures.done(participation.steps(scope), exchanges, contacts, days)
    counts = figures.participation(participation.members(scope), done)
    service = figures.service(contacts, days)
    safety = figures.safety(participation.checks(scope))
    shares = [
        *counts.shares, service.prompt, service.later, service.unanswered, service.turned_down,
        safety.approved, safety.redacted, safety.refused, safety.waiting,
    ]  # fmt: skip
    numbers = [counts.enrolled, service.requests, safety.held, *(share.count for share in shares)]
    messages = [sum(row.sent for row in exchanges), sum(row.received for row in exchanges)]
    return [number or 0 for number in numbers] + messages


def test_french_and_english_files_of_the_demo_hold_the_same_numbers(demo: Flask) -> None:
    days = _days()[0]
    school = db.session.scalars(select(School)).first()
    assert school is not None
    group = db.session.scalars(select(ClassGroup).where(ClassGroup.school_id == school.id)).first()
    counsellor, administrator = _counsellor_of(school.id), _person("administration")
    assert group is not None
    asked = [
        (ReportKind.CLASS_GROUP, counsellor, group.id),
        (ReportKind.SCHOOL, counsellor, school.id),
        (ReportKind.BOARD, administrator, 1),
    ]
    for kind, viewer, number in asked:
        report = _build(kind, viewer, number, days)
        made = clock.local(report.heading.made_at)
        french, english = (
            _numbers(text_of(documents.to_pdf(report, language=code))) for code in ("fr", "en")
        )
        french[str(made.hour)] -= 1
        english[str(made.hour % 12 or 12)] -= 1
        assert +french == +english, (kind, +(french - english), +(english - french))


def _numbers(text: str) -> Counter[str]:
    """Return its numbers; in another language it may break into pages elsewhere."""
    bare = re.sub(r"Page \d+ (of|de) \d+|under 1 hour|p\.m\.|a\.m\.", "", text)
    bare = re.sub(r"(?<=\d)[\u202f\u00a0 ,](?=\d{3}\b)", "", bare)
    return Counter(re.findall(r"\d+", bare.replace("1er", "1")))
