"""What the demo's schools plan of the guidance content, this school year and the one before."""

from collections.abc import Iterable
from random import Random

from sqlalchemy import insert, select

from portal import clock
from portal.demo.schools import YOUTH
from portal.extensions import db
from portal.models.guidance import GuidanceItem, GuidancePlan
from portal.models.students import Level
from portal.school_time import school_year

MINUTES = (60, 75, 90, 120, 180)  # of an item
NOTES = (
    "Octobre, au laboratoire, avec l’équipe de français",
    "Deux périodes en novembre, avec la conseillère",
    "Février, pendant la semaine de la persévérance",
    "",
)


def add_guidance(*, school_ids: Iterable[int], seed: int) -> None:
    """Add plans: an item of two levels is planned in one of them, as most schools do."""
    rng, year = Random(seed), school_year(clock.today())
    items = db.session.scalars(select(GuidanceItem).order_by(GuidanceItem.position)).all()
    rows = [
        {
            "school_id": school_id,
            "school_year": of,
            "level": level,
            "item_id": item.id,
            "minutes": rng.choice(MINUTES),
            "note": rng.choice(NOTES),
        }
        for school_id in school_ids
        for of in (year - 1, year)
        for place, item in enumerate(items)
        if (level := _level(item, place)) in YOUTH and rng.random() < 0.9
    ]
    if rows:
        db.session.execute(insert(GuidancePlan), rows)


def _level(item: GuidanceItem, place: int) -> Level:
    return Level(item.levels[place % len(item.levels)])
