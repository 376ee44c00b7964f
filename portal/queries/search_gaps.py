"""The searches that found no mentor, as they were counted: never who searched, nor the words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from portal.extensions import db
from portal.models.people import Person
from portal.models.schools import School
from portal.models.search_gaps import SearchGap
from portal.policies import schools
from portal.policies import search_gaps as policy


@dataclass(frozen=True, slots=True)
class GapRow:
    """How often nobody was found for an occupation, from a school, in a month."""

    month: date
    school_id: int
    noc: str  # "": words that mean no occupation
    searches: int


def counted(viewer: Person, first: date, last: date) -> list[GapRow]:
    """List what was counted in the months from `first` to `last`. Raises NotFound."""
    policy.check_sees(viewer)
    wanted = (
        select(SearchGap.month, SearchGap.school_id, SearchGap.noc, SearchGap.searches)
        .where(SearchGap.month >= first, SearchGap.month <= last, SearchGap.searches > 0)
        .order_by(SearchGap.month, SearchGap.school_id, SearchGap.noc)
    )
    return [GapRow(*row) for row in db.session.execute(wanted)]


def of_school(viewer: Person, school_id: int, first: date, last: date) -> int:
    """Count the searches without a mentor from a school that `viewer` follows, else nothing."""
    wanted = (
        select(func.coalesce(func.sum(SearchGap.searches), 0))
        .join(School, School.id == SearchGap.school_id)
        .where(SearchGap.month >= first, SearchGap.month <= last)
        .where(School.id == school_id, schools.followed_by(viewer))
    )
    return int(db.session.scalar(wanted) or 0)


def first_month(viewer: Person) -> date | None:
    """Return the first month in which anything was counted, or None. Raises NotFound."""
    policy.check_sees(viewer)
    return db.session.scalar(select(func.min(SearchGap.month)))


def school_names(viewer: Person) -> Mapping[int, str]:
    """Return the names of the schools from which anything was counted. Raises NotFound."""
    policy.check_sees(viewer)
    counted_from = select(SearchGap.school_id).distinct()
    wanted = select(School.id, School.name).where(School.id.in_(counted_from))
    return dict(db.session.execute(wanted).all())
