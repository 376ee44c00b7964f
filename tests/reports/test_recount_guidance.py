"""The guidance coverage equals a plain recount over all rows of the seeded demo."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal import clock
from portal.demo.load import load
from portal.extensions import db, unit_of_work
from portal.models.activities import Activity
from portal.models.class_groups import ClassGroup, ClassGroupMember
from portal.models.groups import Group
from portal.models.guidance import GuidanceItem, GuidanceLink, GuidanceMinutes, GuidancePlan
from portal.models.matches import Match
from portal.models.people import Person
from portal.models.reflections import Reflection
from portal.models.schools import School
from portal.models.students import Level, Student
from portal.models.threads import Message, MessageState, Thread
from portal.queries import guidance as queries
from portal.queries import participation
from portal.queries.participation import Scope
from portal.reports import documents, guidance
from portal.reports.documents import ReportKind
from portal.reports.governing_board import GoverningBoardPage
from portal.reports.guidance import Coverage
from portal.reports.periods import Period
from tests.reports.recount import bounds
from tests.reports.seeded import counsellor_of, person, spans

Plain = dict[int, tuple[int, int, int, int]]  # by item: touched, of, minutes planned, done


@pytest.fixture
def demo(app: Flask) -> Iterator[Flask]:
    """The small demo, with reflections: shared ones, own ones, one of the school year before."""
    with app.app_context():
        db.drop_all()
        db.create_all()
        with unit_of_work():
            load("small", seed=11, progress=lambda _kind, _count: None)
        with unit_of_work():
            met = [match for match in db.session.scalars(select(Match)) if match.answered_at]
            known = set(db.session.scalars(select(Reflection.match_id)))
            for place, match in enumerate(row for row in met if row.id not in known):
                row = Reflection(match_id=match.id, student_id=match.student_id)
                row.written_at = clock.now() - timedelta(days=place % 45 + 400 * (place == 3))
                row.shared_at = clock.now() if place % 3 else None
                db.session.add(row)
            _add_discussions()
        yield app


def _add_discussions() -> None:
    """Three topics in which many students wrote, some twice, some only what is held."""
    group = Group(name_fr="La soudure", name_en="Welding", school_year=2026, whole_board=True)
    group.made_by_id = person("moderation").id
    db.session.add(group)
    db.session.flush()
    threads = [Thread(group_id=group.id) for _number in range(3)]
    db.session.add_all(threads)
    db.session.flush()
    for place, number in enumerate(db.session.scalars(select(Student.person_id))):
        for turn in range(place % 4):
            thread, at = threads[turn % 2 + place % 2], clock.now() - timedelta(days=place % 60)
            row = Message(thread_id=thread.id, author_id=number, body="Oui.", sent_at=at)
            row.state = MessageState.HELD if place % 5 == 0 else MessageState.VISIBLE
            row.shown_at = None if place % 5 == 0 else at + timedelta(hours=turn)
            row.send_key = f"topic-{place}-{turn}"
            db.session.add(row)


@dataclass
class Everything:
    """All rows that coverage looks at."""

    people: dict[int, Person]
    students: Sequence[Student]
    moments: dict[int, list[tuple[str, datetime | date]]]
    items: Sequence[GuidanceItem]
    links: set[tuple[int, str]]
    rules: dict[str, GuidanceMinutes]
    plans: Sequence[GuidancePlan]


def everything() -> Everything:
    def every(model: type) -> list:  # type: ignore[type-arg]
        return list(db.session.scalars(select(model)))

    moments = defaultdict(list)
    for row in every(Activity):
        kind = {"oriented": "orientation", "searched": "search"}[row.kind.value]
        moments[row.student_id].append((kind, row.day))
    for row in every(Match):
        if row.told_mentor_at:
            moments[row.student_id].append(("first_message", row.told_mentor_at))
            if row.established_at:
                moments[row.student_id].append(("established_match", row.established_at))
    for row in every(Reflection):
        if row.shared_at:
            moments[row.student_id].append(("reflection", row.written_at))
    grouped = {row.id for row in every(Thread) if row.group_id}
    first: dict[tuple[int, int], datetime] = {}
    for row in every(Message):
        if row.thread_id in grouped and row.state.value in ("visible", "redacted"):
            known = first.get((row.author_id, row.thread_id), row.shown_at)
            first[row.author_id, row.thread_id] = min(known, row.shown_at)
    for (author, _thread), at in first.items():
        moments[author].append(("group_discussion", at))
    return Everything(
        {row.id: row for row in every(Person)}, every(Student), moments,
        sorted(every(GuidanceItem), key=lambda row: (row.position, row.id)),
        {(row.item_id, row.activity.value) for row in every(GuidanceLink)},
        {row.activity.value: row for row in every(GuidanceMinutes)}, every(GuidancePlan),
    )  # fmt: skip


def recount(rows: Everything, wanted: Callable[[Student], bool], days: Period) -> Plain:
    """Count one student after the other, each thing done in its turn."""
    year = days.last.year if days.last.month >= 7 else days.last.year - 1
    touched, minutes = defaultdict(set), defaultdict(int)
    of, planned = defaultdict(int), defaultdict(int)
    for student in rows.students:
        if not wanted(student) or rows.people[student.person_id].state.value == "left":
            continue
        level = student.level.value
        own = [item for item in rows.items if level in item.levels and not item.retired]
        for item in own:
            of[item.id] += 1
        for plan in rows.plans:
            here = plan.school_id == student.school_id and plan.level is student.level
            if here and plan.school_year == year:
                planned[plan.item_id] += plan.minutes
        for kind, rule in rows.rules.items():
            linked = [item.id for item in own if (item.id, kind) in rows.links]
            order = ["self", "school", "work"]
            area = {item.id: order.index(item.area.value) for item in own}
            linked.sort(key=lambda number: area[number])
            for place, was_in in enumerate(_in_turn(rows, student, kind, year, days)):
                if not was_in or not linked:
                    continue
                for number in linked:
                    touched[number].add(student.person_id)
                if place < rule.times:
                    for minute in range(rule.minutes):
                        minutes[linked[minute % len(linked)]] += 1
    return {
        item.id: (len(touched[item.id]), of[item.id], planned[item.id], minutes[item.id])
        for item in rows.items
        if of[item.id] or planned[item.id]
    }


def _in_turn(rows: Everything, student: Student, kind: str, year: int, days: Period) -> list[bool]:
    """Say of each time it was done in the school year, in order, whether it was in the days."""
    begins, _ends = bounds(date(year, 7, 1), days.last)
    since, until = bounds(days.first, days.last)
    done = []
    for what, at in rows.moments.get(student.person_id, ()):
        if what == kind and isinstance(at, datetime) and begins <= at < until:
            done.append((at.isoformat(), since <= at))
        elif what == kind and not isinstance(at, datetime) and date(year, 7, 1) <= at <= days.last:
            done.append((at.isoformat(), days.first <= at))
    return [was_in for _when, was_in in sorted(done)]


def same(found: Coverage, plain: Plain, *, hides: bool) -> None:
    assert {line.item.id for line in found.lines} == set(plain)
    for line in found.lines:
        touched, of, planned, done = plain[line.item.id]
        if hides:
            assert line.touched.count in (None, touched) and line.touched.of in (None, of)
            assert line.planned in (None, planned) and line.done in (None, done)
            small = touched < 5 or 0 < of - touched < 5
            assert not small or (line.touched.count is None and line.done is None)
        else:
            assert (line.touched.count, line.touched.of) == (touched, of)
            assert (line.planned, line.done) == (planned, done)


def test_every_report_and_the_sum_of_the_schools(demo: Flask) -> None:
    rows = everything()
    groups, members = _all(ClassGroup), _all(ClassGroupMember)
    for days in spans():
        for school in _all(School):
            plain = recount(rows, lambda s, of=school.id: s.school_id == of, days)
            report = _build(ReportKind.SCHOOL, counsellor_of(school.id), school.id, days)
            same(report, plain, hides=True)
            _same_plan(rows, school.id, days)
        for group in groups[:6]:
            ids = {row.student_id for row in members if row.class_group_id == group.id}
            plain = recount(rows, lambda s, of=ids: s.person_id in of, days)
            viewer = counsellor_of(group.school_id)
            same(_build(ReportKind.CLASS_GROUP, viewer, group.id, days), plain, hides=False)
            bare = _build(ReportKind.CLASS_GROUP, viewer, group.id, days, named=False)
            same(bare, plain, hides=True)
        everyone = recount(rows, lambda _student: True, days)
        board = _build(ReportKind.BOARD, person("administration"), 1, days)
        same(board, everyone, hides=True)
        _adds_up(everyone, days)
    first = _all(School)[0]
    for student in [row for row in rows.students if row.school_id == first.id][:12]:
        if rows.people[student.person_id].state.value != "left":
            number = student.person_id
            report = _build(ReportKind.STUDENT, counsellor_of(first.id), number, days)
            plain = recount(rows, lambda s, of=number: s.person_id == of, days)
            same(report, plain, hides=False)
    assert sum(touched for touched, *_rest in everyone.values()) > 50
    assert all(done for *_rest, done in everyone.values() if _rest[0])


def _same_plan(rows: Everything, school_id: int, days: Period) -> None:
    """The governing board's page, level by level, and that no small figure shows."""
    viewer = counsellor_of(school_id)
    page = documents.build(ReportKind.GOVERNING_BOARD, viewer, school_id, days)
    assert isinstance(page, GoverningBoardPage)
    for level in page.year.levels:
        at = level.level

        def here(student: Student, of: Level = at) -> bool:
            return student.school_id == school_id and student.level is of

        plain = recount(rows, here, days)
        students = max(of for _touched, of, _planned, _done in plain.values())
        assert level.students in (None, students)
        for row in level.rows:
            touched, _of, _planned, done = plain[row.item.id]
            assert row.touched.count in (None, touched) and row.done in (None, done)
            assert touched >= 5 or row.touched.count is None
            own = [
                plan.minutes
                for plan in rows.plans
                if (plan.school_id, plan.level, plan.item_id) == (school_id, at, row.item.id)
                and plan.school_year == days.school_year
            ]
            assert row.planned == sum(own)


def _adds_up(everyone: Plain, days: Period) -> None:
    """What schools count, unhidden, makes up the board's, to the minute."""
    viewer, parts = person("administration"), []
    for school in _all(School):
        scope = Scope(
            viewer, participation.of_school(school.id), days.since, days.until, counts_only=True
        )
        asked = guidance.by_student(participation.contacts(scope))
        done = guidance.doings(participation.steps(scope), asked, days)
        content = queries.content(days.school_year, school.id)
        pupils = participation.members(scope)
        parts.append(guidance.coverage(content, pupils, done, hides=False))
    whole = defaultdict(lambda: (0, 0, 0, 0))
    for part in parts:
        for line in part.lines:
            own = (line.touched.count, line.touched.of, line.planned, line.done)
            whole[line.item.id] = tuple(map(sum, zip(whole[line.item.id], own, strict=True)))
    assert {number: figures for number, figures in whole.items() if any(figures)} == {
        number: figures for number, figures in everyone.items() if any(figures)
    }


def _build(kind: ReportKind, viewer: Person, number: int, days: Period, **named: bool) -> Coverage:
    report = documents.build(kind, viewer, number, days, **named)
    return report.coverage


def _all(model: type) -> list:  # type: ignore[type-arg]
    return list(db.session.scalars(select(model)))
