"""The guidance content as the board words it, and the plan of each school (R100, R101)."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256

from sqlalchemy import delete, func, select

from portal.data.guidance import shipped_items, shipped_minutes
from portal.errors import Conflict, Invalid
from portal.extensions import db
from portal.i18n import _
from portal.models.guidance import (
    GuidanceActivity,
    GuidanceArea,
    GuidanceItem,
    GuidanceLink,
    GuidanceMinutes,
    GuidancePlan,
)
from portal.models.people import Person
from portal.models.students import Level
from portal.policies import guidance as policy
from portal.services import audit, texts

LONGEST_NAME, LONGEST_NOTE = 200, 160
MOST_MINUTES, MOST_TIMES = 600, 40  # of one time; in a school year
MOST_PLANNED = 1200  # minutes a student, of one item in a year


@dataclass(frozen=True, slots=True)
class ItemWords:
    """All that the board may change about an item."""

    area: GuidanceArea
    levels: Sequence[Level]
    name_fr: str
    name_en: str
    official_fr: bool
    official_en: bool
    activities: Sequence[GuidanceActivity]


@dataclass(frozen=True, slots=True)
class Minutes:
    """What is counted for one time, and at most how many times a school year."""

    minutes: int
    times: int


@dataclass(frozen=True, slots=True)
class Planned:
    """What a school plans of an item for each student of a level."""

    minutes: int
    note: str = ""


Plan = Mapping[int, Planned]  # by item


def ensure() -> None:
    """Give a board without guidance content the shipped items and minutes."""
    if db.session.scalar(select(GuidanceItem.id).limit(1)) is None:
        for position, shipped in enumerate(shipped_items(), 1):
            words = asdict(shipped)
            activities = words.pop("activities")
            item = GuidanceItem(position=position, **{**words, "levels": list(shipped.levels)})
            item.area = GuidanceArea(shipped.area)
            db.session.add(item)
            db.session.flush()
            _link(item, [GuidanceActivity(code) for code in activities])
    known = set(db.session.scalars(select(GuidanceMinutes.activity)))
    for row in shipped_minutes():
        if GuidanceActivity(row.activity) not in known:
            db.session.add(GuidanceMinutes(**asdict(row)))
    db.session.flush()


def add(*, actor: Person, words: ItemWords) -> GuidanceItem:
    """Add an item at the end of the list. Raises NotFound for those who may not."""
    policy.check_edited_by(actor)
    last = db.session.scalar(select(func.max(GuidanceItem.position))) or 0
    item = GuidanceItem(position=last + 1)
    _word(item, words)
    db.session.add(item)
    db.session.flush()
    _link(item, words.activities)
    audit.record(actor, "guidance.item_added", "guidance_item", item.id)
    return item


def change(*, actor: Person, item_id: int, words: ItemWords) -> None:
    """Word an item anew and say what touches it; plans say the new words. Raises NotFound."""
    item = policy.get_editable(actor, item_id)
    _word(item, words)
    db.session.execute(delete(GuidanceLink).where(GuidanceLink.item_id == item.id))
    _link(item, words.activities)
    audit.record(actor, "guidance.item_changed", "guidance_item", item.id)


def retire(*, actor: Person, item_id: int) -> None:
    """Plan and count an item no longer; what was planned stays. Raises NotFound."""
    item = policy.get_editable(actor, item_id)
    item.retired = True
    audit.record(actor, "guidance.item_retired", "guidance_item", item.id)


def restore(*, actor: Person, item_id: int) -> None:
    """Plan and count a retired item again. Raises NotFound."""
    item = policy.get_editable(actor, item_id)
    item.retired = False
    audit.record(actor, "guidance.item_restored", "guidance_item", item.id)


def move_up(*, actor: Person, item_id: int) -> None:
    """Put an item before the one above it in its area. Raises NotFound."""
    item = policy.get_editable(actor, item_id)
    above = db.session.scalar(
        select(GuidanceItem)
        .where(GuidanceItem.area == item.area, GuidanceItem.position < item.position)
        .where(GuidanceItem.retired.is_(False))
        .order_by(GuidanceItem.position.desc())
        .limit(1)
    )
    if above is not None:
        above.position, item.position = item.position, above.position
        audit.record(actor, "guidance.item_moved", "guidance_item", item.id)


def change_minutes(*, actor: Person, rules: Mapping[GuidanceActivity, Minutes]) -> None:
    """Keep what is counted for each activity; reports of past years count by it too.

    Raises NotFound for those who may not, Invalid for figures that no year holds.
    """
    policy.check_edited_by(actor)
    for activity, rule in rules.items():
        if not (0 <= rule.minutes <= MOST_MINUTES and 0 <= rule.times <= MOST_TIMES):
            raise Invalid(_("These minutes or times are too many for a school year."))
        row = db.session.get(GuidanceMinutes, activity) or GuidanceMinutes(activity=activity)
        row.minutes, row.times = rule.minutes, rule.times
        db.session.add(row)
    audit.record(actor, "guidance.minutes_changed", "guidance_minutes", 0)


def stamp(plan: Plan) -> str:
    """Return a short code of a plan: another one as soon as a figure or a note differs."""
    told = [f"{number} {row.minutes} {row.note}" for number, row in sorted(plan.items())]
    return sha256("\n".join(told).encode()).hexdigest()[:16]


def keep_plan(
    *, actor: Person, school_id: int, school_year: int, level: Level, plan: Plan, seen: str
) -> None:
    """Keep the plan of a level; an item with 0 minutes and no note is planned no longer.

    `seen`: the stamp of the plan that `actor` looked at. Raises Conflict when somebody changed it
    since, Invalid for a note that the screen would hold: it is printed for the governing board.
    Raises NotFound when the school is not theirs to plan.
    """
    policy.get_planned(actor, school_id)
    rows = _rows(school_id, school_year, level)
    if stamp({number: Planned(row.minutes, row.note) for number, row in rows.items()}) != seen:
        raise Conflict(
            _("Somebody else changed this plan meanwhile. Compare, then save again to keep yours.")
        )
    for item_id, planned in plan.items():
        _check_planned(planned)
        row = rows.pop(item_id, None)
        if not planned.minutes and not planned.note:
            _take_out(row)
            continue
        if row is None:
            row = GuidancePlan(school_id=school_id, school_year=school_year, level=level)
            row.item_id = item_id
            db.session.add(row)
        row.minutes, row.note = planned.minutes, planned.note
    audit.record(
        actor, "guidance.planned", "school", school_id, detail=f"{school_year} {level.value}"
    )


def copy_last_year(*, actor: Person, school_id: int, school_year: int) -> int:
    """Copy what the school planned the year before, where nothing is planned yet.

    Returns how many lines were copied; a second time, none. Retired items stay behind. Raises
    NotFound when the school is not theirs to plan.
    """
    policy.get_planned(actor, school_id)
    rows = db.session.scalars(
        select(GuidancePlan)
        .join(GuidanceItem, GuidanceItem.id == GuidancePlan.item_id)
        .where(GuidancePlan.school_id == school_id, GuidanceItem.retired.is_(False))
        .where(GuidancePlan.school_year.in_((school_year - 1, school_year)))
    ).all()
    there = {(row.level, row.item_id) for row in rows if row.school_year == school_year}
    copied = [
        GuidancePlan(
            school_id=school_id,
            school_year=school_year,
            level=row.level,
            item_id=row.item_id,
            minutes=row.minutes,
            note=row.note,
        )
        for row in rows
        if row.school_year < school_year and (row.level, row.item_id) not in there
    ]
    db.session.add_all(copied)
    if copied:
        audit.record(actor, "guidance.plan_copied", "school", school_id, detail=f"{school_year}")
    return len(copied)


def _word(item: GuidanceItem, words: ItemWords) -> None:
    item.area, item.levels = words.area, [level.value for level in words.levels]
    item.name_fr, item.name_en = words.name_fr, words.name_en
    item.official_fr, item.official_en = words.official_fr, words.official_en


def _link(item: GuidanceItem, activities: Sequence[GuidanceActivity]) -> None:
    for activity in dict.fromkeys(activities):
        db.session.add(GuidanceLink(item_id=item.id, activity=activity))
    db.session.flush()


def _rows(school_id: int, school_year: int, level: Level) -> dict[int, GuidancePlan]:
    wanted = select(GuidancePlan).where(
        GuidancePlan.school_id == school_id,
        GuidancePlan.school_year == school_year,
        GuidancePlan.level == level,
    )
    return {row.item_id: row for row in db.session.scalars(wanted)}


def _take_out(row: GuidancePlan | None) -> None:
    if row is not None:
        db.session.delete(row)


def _check_planned(planned: Planned) -> None:
    if not 0 <= planned.minutes <= MOST_PLANNED:
        raise Invalid(_("Plan from 0 to %(most)d minutes for an item.", most=MOST_PLANNED))
    texts.require_clean(planned.note)
