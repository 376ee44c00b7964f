"""What a report says, in one language: sections that page, PDF, CSV and workbook all print.

A cell keeps its type: an `int` is a count, a `Part` a proportion, `Hours` a delay, `Minutes` a
length, a date a day, `HIDDEN` a small figure, None nothing to say. Each way out writes it as its
readers expect.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from portal.reports.figures import Figure, Share


class Hidden(Enum):
    """A figure that is too small to publish, or would give such a one away (R42)."""

    HIDDEN = "hidden"


HIDDEN = Hidden.HIDDEN
SHORT = 6  # rows of a table that is not worth a break within


@dataclass(frozen=True, slots=True)
class Part:
    """A proportion, from 0 to 1."""

    value: float


@dataclass(frozen=True, slots=True)
class Hours:
    """A delay in hours."""

    value: float


@dataclass(frozen=True, slots=True)
class Minutes:
    """A length of time in minutes, said in hours and minutes."""

    value: int


Cell = int | Part | Hours | Minutes | Share | date | str | Hidden | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title, whether it holds figures, and how wide it is on paper."""

    title: str
    numeric: bool = False
    width: str = ""  # a class of the stylesheet


@dataclass(frozen=True, slots=True)
class Table:
    """Rows, of which the first cell names the row."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    looks: str = "measures"  # a class of the stylesheet


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars of figures that stand in the table beside it."""

    title: str
    bars: Sequence[tuple[str, float | Hidden | None, str]]  # name, from 0 to 1, as printed


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what stands under it."""

    title: str
    table: Table | None = None
    chart: Chart | None = None
    before: Sequence[str] = ()  # sentences above the table
    after: Sequence[str] = ()  # and below it
    keep: bool = True  # on one sheet where it is short
    text: str = ""  # somebody's own words, as they were typed
    points: Sequence[str] = field(default=())  # a list

    @property
    def is_whole(self) -> bool:
        """Say whether it stays on one sheet; a long one would leave half a sheet empty."""
        return self.keep and (self.table is None or len(self.table.rows) <= SHORT)


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole report in one language."""

    title: str
    about: str  # the line under the title
    confidential: bool
    facts: Sequence[tuple[str, Cell]]
    sections: Sequence[Section]
    definitions: Section
    compact: bool = False  # printed small, to stay on one sheet
    # Of the facts, those that a student's sheet sets in a table; it says the others in a text.
    figures: Sequence[tuple[str, Cell]] = ()


def count(figure: Figure) -> Cell:
    """Return the cell of a count that may be hidden."""
    return HIDDEN if figure is None else figure


def part(share: Share) -> Cell:
    """Return the cell of a proportion; nothing where there is no whole, or it is hidden."""
    return None if share.part is None else Part(share.part)


def hours(delay: float | None) -> Cell:
    """Return the cell of a delay; nothing without one."""
    return None if delay is None else Hours(delay)


def length(minutes: Figure) -> Cell:
    """Return the cell of a length of time that may be hidden."""
    return HIDDEN if minutes is None else Minutes(minutes)


def measures(
    first: str, number: str, proportion: str, rows: Sequence[tuple[str, Figure | Share]]
) -> Table:
    """Return a table of counts with their proportions."""
    columns = [Column(first), Column(number, numeric=True), Column(proportion, numeric=True)]
    return Table(
        columns,
        [
            [name, count(value.count), part(value)]
            if isinstance(value, Share)
            else [name, count(value), None]
            for name, value in rows
        ],
    )
