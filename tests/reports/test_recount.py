"""Every figure of a class group or a student of the demo equals a plain recount of all rows."""

from collections import Counter

from flask import Flask
from sqlalchemy import select

from portal.extensions import db
from portal.models.class_groups import ClassGroup, ClassGroupMember
from portal.models.class_searches import ClassSearch
from portal.models.groups import Group
from portal.models.people import PersonState
from portal.models.schools import School
from portal.reports.class_group import ClassGroupReport
from portal.reports.documents import ReportKind
from portal.reports.periods import Period
from portal.reports.searched import Searched
from portal.reports.student import StudentReport
from tests.reports.comparing import (
    SMALL,
    equal_or_hidden,
    same_demand,
    same_discussions,
    same_participation,
    same_safety,
    same_service,
    same_voice,
)
from tests.reports.recount import Count, Rows, all_rows, count
from tests.reports.seeded import build, counsellor_of, spans


def test_every_class_group(demo: Flask) -> None:
    rows = all_rows()
    groups = db.session.scalars(select(ClassGroup)).all()
    members = db.session.scalars(select(ClassGroupMember)).all()
    discussed = db.session.scalars(select(Group)).all()
    assert len(groups) > 5
    for group in groups:
        ids = {row.student_id for row in members if row.class_group_id == group.id}
        viewer = counsellor_of(group.school_id)
        circles = {row.id for row in discussed if row.class_group_id == group.id}
        for days in spans():
            plain = count(rows, ids, days.first, days.last, circles)
            found = build(ReportKind.CLASS_GROUP, viewer, group.id, days)
            assert isinstance(found, ClassGroupReport)
            same_participation(found.participation, plain, hides=False)
            same_discussions(found.discussions, plain, hides=False)
            same_service(found.service, plain, hides=False)
            same_safety(found.safety, plain)
            same_demand(found.demand, plain, hides=False)
            equal_or_hidden(found.concerns.raised, plain.concerns)
            _same_lines(found, rows, ids, plain)
            _same_searched(found.searched, group.id, days)
            same_voice(found.voice, plain)
            bare = build(ReportKind.CLASS_GROUP, viewer, group.id, days, named=False)
            assert isinstance(bare, ClassGroupReport) and not bare.students
            same_participation(bare.participation, plain, hides=True)
            same_discussions(bare.discussions, plain, hides=True)
            same_service(bare.service, plain, hides=True)
            same_demand(bare.demand, plain, hides=True)


def _same_searched(found: Searched, group_id: int, days: Period) -> None:
    rows = [
        row
        for row in db.session.scalars(select(ClassSearch))
        if row.class_group_id == group_id and days.first.replace(day=1) <= row.month <= days.last
    ]
    plain: Counter[str] = Counter()
    for row in rows:
        plain[row.sector] += row.searches
    equal_or_hidden(found.searches, plain.total())
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


def test_every_student_of_a_school(demo: Flask) -> None:
    rows, days = all_rows(), spans()[1]
    school = db.session.scalars(select(School)).first()
    assert school is not None
    viewer = counsellor_of(school.id)
    ids = [s.person_id for s in rows.students if s.school_id == school.id][:60]
    for number in ids:
        plain = count(rows, {number}, days.first, days.last)
        found = build(ReportKind.STUDENT, viewer, number, days)
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
