"""The sections on guidance content: items by area, planned beside done, with the rule printed."""

from collections.abc import Iterable, Sequence

from portal.i18n import _, _n
from portal.models.guidance import GuidanceActivity
from portal.queries.guidance import Content, Item
from portal.reports import words
from portal.reports.guidance import Coverage
from portal.reports.sections import Cell, Column, Section, Table, count, length

LONG = 20  # rows that one page holds with their rule
OWN_WORDING = " *"  # after a name that is not the ministry's


def title() -> str:
    """Name the content as the ministry does."""
    return _("Academic and career guidance content (ACGC)")


def coverage_section(coverage: Coverage) -> Section:
    """Say which items were touched, of how many students, in hours planned and done."""
    rows: list[Sequence[Cell]] = [
        [
            named(line.item),
            words.area(line.item.area),
            _levels(line.item),
            count(line.touched.count) if line.touched.count is None else line.touched,
            length(line.planned),
            length(line.done),
        ]
        for line in coverage.lines
    ]
    columns = [
        Column(_("Item")),
        Column(_("Area"), width="area"),
        Column(_("Level"), width="level"),
        Column(_("Students who touched it"), numeric=True, width="students"),
        Column(_("Hours planned"), numeric=True, width="time"),
        Column(_("Hours done"), numeric=True, width="time"),
    ]
    total: list[Cell] = [_("In all"), None, None, None]
    return _section(columns, rows, total, coverage)


def student_section(coverage: Coverage) -> Section:
    """Say the same of one student, in few lines: of what is planned or touched."""
    rows: list[Sequence[Cell]] = [
        [
            named(line.item),
            words.short_area(line.item.area),
            length(line.planned),
            length(line.done) if line.touched.count else None,
        ]
        for line in coverage.lines
        if line.planned or line.touched.count
    ]
    if coverage.lines and not rows:
        return Section(title(), before=(_("Nothing is planned, and no item was touched."),))
    columns = [
        Column(_("Item planned or touched")),
        Column(_("Area"), width="area"),
        Column(_("Hours planned"), numeric=True, width="time"),
        Column(_("Hours done"), numeric=True, width="time"),
    ]
    return _section(columns, rows, [_("In all"), None], coverage)


def _section(
    columns: Sequence[Column],
    rows: Sequence[Sequence[Cell]],
    total: Sequence[Cell],
    coverage: Coverage,
) -> Section:
    if not rows:
        return Section(title(), before=(_("No item is for the level of these students."),))
    whole = [*total, length(coverage.planned), length(coverage.done)]
    return Section(
        title(),
        Table(columns, [*rows, whole], looks="coverage"),
        after=(
            " ".join([*own_wording(line.item for line in coverage.lines), rule(coverage.content)]),
        ),
        keep=len(rows) < LONG,
    )


def rule(content: Content) -> str:
    """Say what is planned and done, and how many minutes each activity counts for."""
    told = [
        _n(
            "%(activity)s, %(minutes)s min, once",
            "%(activity)s, %(minutes)s min, %(num)s times at most",
            content.rules[activity].times,
            activity=words.guidance_activity(activity),
            minutes=content.rules[activity].minutes,
        )
        for activity in GuidanceActivity
        if activity in content.rules
    ]
    return _(
        "Planned: by the school, for the whole year. Done: on the portal in the period, not in "
        "class; estimated by a rule, never an assessment. In a year: %(rules)s. The minutes of "
        "an activity are shared between the items of the student's level that it touches.",
        rules="; ".join(told),
    )


def own_wording(items: Iterable[Item]) -> tuple[str, ...]:
    """Say what the star means, where there is one."""
    if all(item.is_official() for item in items):
        return ()
    return (_("* The name is a wording of the board or of the portal, not the ministry's."),)


def named(item: Item) -> str:
    """Return the name of an item, with a star where it is not the ministry's."""
    name = item.name() if item.is_official() else f"{item.name()}{OWN_WORDING}"
    return _("%(name)s (retired)", name=name) if item.retired else name


def _levels(item: Item) -> str:
    return ", ".join(words.level(level) for level in item.levels)
