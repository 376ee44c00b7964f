"""The governing board's page: a school's guidance plan and what happened, on one sheet (R101)."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.i18n import _
from portal.models.people import Person
from portal.models.prints import PrintKind
from portal.queries import letterheads
from portal.reports import definitions, figures, guidance_parts, guidance_plan, parts, words
from portal.reports.figures import Heading
from portal.reports.guidance_plan import SchoolYear
from portal.reports.periods import Period
from portal.reports.sections import Cell, Column, Paper, Section, Table, count, length

# Lines of a plan that one sheet holds with all the rest: as many as the ministry has items.
MOST_ON_ONE_SHEET = 13


@dataclass(frozen=True, slots=True)
class GoverningBoardPage:
    """What a school plans and what the portal saw of it: no name, no figure under five."""

    heading: Heading
    year: SchoolYear

    def paper(self) -> Paper:
        """Say it in the language in use."""
        begun = self.heading.period.school_year
        return Paper(
            title=_("Guidance plan of a school"),
            about=f"{self.heading.school}, {begun}–{begun + 1}",
            confidential=False,
            facts=parts.heading_facts(self.heading, [], confidential=False),
            sections=[self._by_level(), self._plan()],
            definitions=definitions.of_plan(
                self.heading,
                guidance_parts.rule(self.year.content),
                guidance_parts.own_wording(
                    row.item for level in self.year.levels for row in level.rows if row.is_planned
                ),
            ),
            compact=True,
        )

    def _by_level(self) -> Section:
        levels = self.year.levels
        if not levels:
            return Section(
                _("By level"), before=(_("No item is for the level of these students."),)
            )
        columns = [Column(_("Level"))]
        columns += [Column(words.level(one.level), numeric=True) for one in levels]
        planned = [sum(row.is_planned for row in one.rows) for one in levels]
        rows: list[Sequence[Cell]] = [
            [_("Students"), *[count(one.students) for one in levels]],
            [_("Items planned"), *planned],
            [_("Planned for each student"), *[length(one.planned) for one in levels]],
            [_("Hours done, all students"), *[length(one.done) for one in levels]],
        ]
        return Section(_("By level"), Table(columns, rows, looks="plan-levels"))

    def _plan(self) -> Section:
        rows: list[Sequence[Cell]] = [
            [
                guidance_parts.named(row.item),
                words.level(level.level),
                words.short_area(row.item.area),
                row.note or None,
                length(row.planned),
                count(row.touched.count) if row.touched.count is None else row.touched,
                length(row.done),
            ]
            for level in self.year.levels
            for row in level.rows
            if row.is_planned
        ]
        columns = [
            Column(_("Item planned")),
            Column(_("Level"), width="level"),
            Column(_("Area"), width="area"),
            Column(_("When and with whom"), width="note"),
            Column(_("Planned for each student"), numeric=True, width="time"),
            Column(_("Students who touched it"), numeric=True, width="students"),
            Column(_("Hours done"), numeric=True, width="time"),
        ]
        if not rows:
            return Section(_("The plan"), before=(_("Nothing is planned for this school year."),))
        goes_on = _(
            "The plan has %(count)s lines: those that this sheet does not hold continue on the "
            "next one, under the same headings.",
            count=len(rows),
        )
        return Section(
            _("The plan"),
            Table(columns, rows, looks="plan"),
            before=(goes_on,) if len(rows) > MOST_ON_ONE_SHEET else (),
            keep=False,
        )


def governing_board_page(viewer: Person, school_id: int, period: Period) -> GoverningBoardPage:
    """Build the page of a school whose plan is `viewer`'s to write. Raises NotFound otherwise."""
    name, letterhead = letterheads.school_head(
        viewer, PrintKind.GOVERNING_BOARD, school_id, period.school_year
    )
    return GoverningBoardPage(
        heading=figures.heading(viewer, letterhead, name, period),
        year=guidance_plan.of_school(viewer, school_id, period, hides=True),
    )
