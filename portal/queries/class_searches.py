"""What a class group looked for, as it was counted: never who searched, nor the words."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from portal.extensions import db
from portal.models.class_groups import ClassGroup
from portal.models.class_searches import ClassSearch
from portal.models.people import Person
from portal.policies import class_groups


@dataclass(frozen=True, slots=True)
class SectorCount:
    """How often a sector was looked for, and how often nobody was found."""

    sector: str  # "": words that mean no occupation
    searches: int
    without: int


def of_class_group(
    viewer: Person, class_group_id: int, first: date, last: date
) -> list[SectorCount]:
    """Add up the months from `first` to `last` of a group that `viewer` follows, else nothing."""
    wanted = (
        select(ClassSearch.sector, func.sum(ClassSearch.searches), func.sum(ClassSearch.without))
        .join(ClassGroup, ClassGroup.id == ClassSearch.class_group_id)
        .where(ClassSearch.month >= first, ClassSearch.month <= last)
        .where(ClassGroup.id == class_group_id, class_groups.followed_by(viewer))
        .group_by(ClassSearch.sector)
    )
    return [SectorCount(*row) for row in db.session.execute(wanted)]
