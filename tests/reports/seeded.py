"""The seeded demo, whose people tests of figures look up."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal import clock
from portal.extensions import db
from portal.models.class_groups import CounsellorSchool
from portal.models.people import Person, PersonState
from portal.reports import documents, periods
from portal.reports.documents import Report, ReportKind
from portal.reports.periods import Period


def spans() -> list[Period]:
    """The school year to this day, and some days within it."""
    today = clock.today()
    month = Period(max(today - timedelta(days=40), periods.school_year().first), today)
    return [periods.school_year(), Period(month.first, today - timedelta(days=10))]


def person(username: str) -> Person:
    """Somebody of the demo, by username."""
    wanted = select(Person).where(Person.username == username)
    return db.session.scalars(wanted.options(joinedload(Person.role_rows))).unique().one()


def counsellor_of(school_id: int) -> Person:
    """A counsellor who follows a school."""
    wanted = (
        select(Person)
        .join(CounsellorSchool, CounsellorSchool.counsellor_id == Person.id)
        .where(CounsellorSchool.school_id == school_id, Person.state == PersonState.ACTIVE)
    )
    return db.session.scalars(wanted.options(joinedload(Person.role_rows))).unique().first()  # type: ignore[return-value]


def build(kind: ReportKind, viewer: Person, number: int, days: Period, **named: bool) -> Report:
    """Build a report."""
    return documents.build(kind, viewer, number, days, **named)
