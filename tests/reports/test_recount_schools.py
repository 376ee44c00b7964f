"""Every figure of the schools and the board of the demo equals a plain recount over all rows."""

from collections import defaultdict
from dataclasses import replace
from datetime import date

from flask import Flask
from sqlalchemy import false, select

from portal.extensions import db
from portal.models.groups import Group, GroupSchool
from portal.models.people import PersonState
from portal.models.schools import School
from portal.models.search_gaps import SearchGap
from portal.queries import participation, team_work
from portal.queries.participation import Scope
from portal.reports import figures
from portal.reports.board import BoardReport
from portal.reports.documents import ReportKind
from portal.reports.periods import Period
from portal.reports.school import SchoolReport
from tests.reports.comparing import (
    STEPS,
    equal_or_hidden,
    same_demand,
    same_discussions,
    same_participation,
    same_safety,
    same_service,
    same_voice,
)
from tests.reports.recount import Count, Rows, all_rows, count
from tests.reports.seeded import build, counsellor_of, person, spans


def _levels(rows: Rows, ids: set[int]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for student in rows.students:
        if student.person_id in ids:
            found.setdefault(student.level.value, set()).add(student.person_id)
    return found


def test_every_school_and_the_board(demo: Flask) -> None:
    rows = all_rows()
    schools = db.session.scalars(select(School)).all()
    for days in spans():
        for school in schools:
            ids = {s.person_id for s in rows.students if s.school_id == school.id}
            plain = count(rows, ids, days.first, days.last, _groups_of(school.id))
            viewer = counsellor_of(school.id)
            found = build(ReportKind.SCHOOL, viewer, school.id, days)
            assert isinstance(found, SchoolReport)
            _same_totals(found, rows, ids, plain, days)
            equal_or_hidden(found.gaps.searches, _gaps(days, school.id))
        everyone = {s.person_id for s in rows.students}
        plain = count(rows, everyone, days.first, days.last, _groups_of(None))
        board = build(ReportKind.BOARD, person("administration"), 1, days)
        assert isinstance(board, BoardReport)
        _same_totals(board, rows, everyone, plain, days)
        equal_or_hidden(board.gaps.searches, _gaps(days, None))
        equal_or_hidden(board.mentors.answers, plain.mentors)
        for opinion, share in board.mentors.worthwhile.items():
            equal_or_hidden(share.count, plain.of_mentors[f"worth {opinion.value}"])
        for code, share in board.mentors.brought.items():
            equal_or_hidden(share.count, plain.of_mentors[code])
        assert {line.school for line in board.schools} == {school.name for school in schools}
        for line in board.schools:
            of = next(school for school in schools if school.name == line.school)
            ids = {s.person_id for s in rows.students if s.school_id == of.id}
            part = count(rows, ids, days.first, days.last)
            same_participation(line.participation, part, hides=True)


def _same_totals(
    found: SchoolReport | BoardReport, rows: Rows, ids: set[int], plain: Count, days: Period
) -> None:
    same_participation(found.participation, plain, hides=True)
    same_discussions(found.discussions, plain, hides=True)
    same_service(found.service, plain, hides=True)
    same_demand(found.demand, plain, hides=True)
    same_voice(found.voice, plain)
    equal_or_hidden(found.concerns.raised, plain.concerns)
    equal_or_hidden(found.concerns.closed.count, plain.closed)
    if found.messages.sent is not None:
        assert (found.messages.sent, found.messages.received) == (plain.sent, plain.received)
    done = {work.value: times for work, times in found.staff.lines}
    equal_or_hidden(done["decision"], plain.decisions)
    equal_or_hidden(done["concern"], plain.concerns)
    equal_or_hidden(done["follow_up"], plain.follow_ups)
    if isinstance(found, SchoolReport):
        same_safety(found.safety, plain)
    else:
        assert found.queue.held.count in (None, plain.held)
    by_level = _levels(rows, {n for n in ids if rows.people[n].state is not PersonState.LEFT})
    assert {line.level.value for line in found.levels} == set(by_level)
    for line in found.levels:
        part = count(rows, by_level[line.level.value], days.first, days.last)
        same_participation(line.participation, part, hides=True)


def _gaps(days: Period, school_id: int | None) -> int:
    first = date(days.first.year, days.first.month, 1)
    return sum(
        gap.searches
        for gap in db.session.scalars(select(SearchGap))
        if first <= gap.month <= days.last and school_id in (None, gap.school_id)
    )


def _groups_of(school_id: int | None) -> set[int]:
    """Return the groups of a school alone; all of them without one."""
    schools: defaultdict[int, set[int]] = defaultdict(set)
    for row in db.session.scalars(select(GroupSchool)):
        schools[row.group_id].add(row.school_id)
    return {
        group.id
        for group in db.session.scalars(select(Group))
        if school_id is None or (not group.whole_board and schools[group.id] == {school_id})
    }


def test_what_is_hidden_in_a_table_is_two_cells_and_five_students_at_least(demo: Flask) -> None:
    rows, days = all_rows(), spans()[0]
    board = build(ReportKind.BOARD, person("administration"), 1, days)
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


def test_the_schools_add_up_to_the_board(demo: Flask) -> None:
    viewer = person("administration")
    for days in spans():
        board = participation.whole_board(viewer, days.since, days.until)
        # What others than students write in groups is of a school for some groups alone.
        whole = _unhidden(replace(board, own_groups=false()), days)
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
    safety = figures.safety(team_work.checks(scope))
    shares = [
        *counts.shares, service.prompt, service.later, service.unanswered, service.turned_down,
        safety.approved, safety.redacted, safety.refused, safety.waiting,
    ]  # fmt: skip
    numbers = [counts.enrolled, service.requests, safety.held, *(share.count for share in shares)]
    messages = [sum(row.sent for row in exchanges), sum(row.received for row in exchanges)]
    return [number or 0 for number in numbers] + messages
