"""What a class group looked for, by sector; no figure under five, with or without names (R42)."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.data.occupations import Sector, sectors
from portal.i18n import _, language
from portal.models.people import Person
from portal.queries import class_searches
from portal.reports.figures import SMALLEST, Figure, Share, hide_share, hide_small
from portal.reports.periods import Period
from portal.reports.sections import Cell, Column, Section, Table, count, part

TOP = 10


@dataclass(frozen=True, slots=True)
class Searched:
    """Searches for mentors in the months of the period, and the sectors most looked for."""

    searches: Figure
    without: Share  # of these, nobody with room was found
    sectors: Sequence[tuple[Sector | None, int]]  # None: words that mean no occupation


def searched(viewer: Person, class_group_id: int, period: Period) -> Searched:
    """Count what a class group that `viewer` follows looked for."""
    first = period.first.replace(day=1)
    rows = class_searches.of_class_group(viewer, class_group_id, first, period.last)
    rows.sort(key=lambda row: (-row.searches, row.sector))
    total, without = sum(row.searches for row in rows), sum(row.without for row in rows)
    # What a counted sector leaves over is not about few people: only small counts are hidden.
    shown = hide_small([row.searches for row in rows], [0] * len(rows))
    return Searched(
        searches=total if total >= SMALLEST or total == 0 else None,
        without=Share(0, total) if total == 0 else hide_share(Share(without, total)),
        sectors=[
            (sectors().get(row.sector), number)
            for row, number in zip(rows, shown, strict=True)
            if number is not None
        ][:TOP],
    )


def searched_section(found: Searched) -> Section:
    """Say it."""
    title = _("Sectors most looked for")
    if found.searches is None:
        return Section(title, before=(_("Too few searches to show."),))
    if found.searches == 0:
        return Section(title, before=(_("No search for a mentor was counted in these months."),))
    columns = [
        Column(_("Sector")),
        Column(_("Searches"), numeric=True),
        Column(_("Proportion"), numeric=True),
    ]
    rows: list[list[Cell]] = [[_name(sector), number, None] for sector, number in found.sectors]
    rows += [
        [_("All searches for a mentor"), found.searches, None],
        [
            _("For which nobody with room was found"),
            count(found.without.count),
            part(found.without),
        ],
    ]
    note = _(
        "Counted in the months of the period, once for a student's session and a sector; who "
        "searched is kept nowhere. Groups of under five students are not counted."
    )
    return Section(title, Table(columns, rows), after=(note,))


def _name(sector: Sector | None) -> str:
    return sector.name(language()) if sector else _("Words that mean no occupation")
