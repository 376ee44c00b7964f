"""For what no mentor was found: by occupation, school and month, no figure under five (R42).

One filter at a time: of each two of the three, the table is published, and never a table of all
three. What is hidden is chosen once for all these tables together, and with a filter it is not
listed, so that no subtraction, in one of them or between them, gives a small figure away.
"""

import csv
import io
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from babel.dates import format_date

from portal import clock
from portal.data.occupations import occupations
from portal.i18n import LOCALES, _, in_language, language
from portal.models.people import Person
from portal.queries import participation, search_gaps
from portal.queries.search_gaps import GapRow
from portal.reports import figures, pdf
from portal.reports.figures import SMALLEST, Figure, Heading
from portal.reports.periods import Period
from portal.reports.sheets import plain
from portal.school_time import YEAR_BEGINS, last_day, school_year

NO_OCCUPATION = "none"  # as addresses name the words that mean none


class Axis(StrEnum):
    """What searches are counted by."""

    OCCUPATION = "occupation"
    SCHOOL = "school"
    MONTH = "month"


AXES = tuple(Axis)
# A cell: a value for each axis, None for all of them.
Key = tuple[str | None, str | None, str | None]
ALL: Key = (None, None, None)


@dataclass(frozen=True, slots=True)
class Only:
    """The one filter: only the searches for this occupation, or of this school or month."""

    axis: Axis
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Line:
    """An occupation, a school or a month, and how often nobody was found."""

    value: str  # as the address names it
    label: str
    searches: Figure


@dataclass(frozen=True, slots=True)
class GapReport:
    """What the page, the PDF and the file hold: a table for each axis that is not chosen."""

    heading: Heading
    year: int  # in which the school year begins
    only: Only | None
    total: Figure
    # With a filter, what is hidden is not even listed: that it is there would tell too much.
    tables: Mapping[Axis, Sequence[Line]]

    def rest(self, axis: Axis) -> Figure:
        """Return how many searches the lines of a table leave out; None when that is hidden."""
        if self.total is None:
            return None
        return self.total - sum(line.searches or 0 for line in self.tables[axis])


def gap_report(
    viewer: Person, *, year: int, only: tuple[Axis, str] | None, code: str
) -> GapReport:
    """Build the report of a school year, in words of the language `code`. Raises NotFound.

    A filter that means nothing is left out.
    """
    period = period_of(year)
    shown = protected(cells(search_gaps.counted(viewer, period.first, period.last)))
    names = search_gaps.school_names(viewer)
    with in_language(code):
        named = {axis: _namer(axis, names) for axis in AXES}
        chosen = _only(only, named)
        key = ALL if chosen is None else _key(chosen.axis, chosen.value)
        return GapReport(
            heading=figures.heading(viewer, participation.board(), "", period),
            year=year,
            only=chosen,
            total=shown.get(key, 0),
            tables={
                axis: _lines(shown, key, axis, named[axis])
                for axis in AXES
                if chosen is None or axis is not chosen.axis
            },
        )


def years(viewer: Person) -> list[int]:
    """Return the school years that can be asked for, the present one first. Raises NotFound."""
    now = school_year(clock.today())
    first = search_gaps.first_month(viewer)
    return list(range(now, (now if first is None else min(now, school_year(first))) - 1, -1))


def period_of(year: int) -> Period:
    """Return the school year that begins in `year`, to this day."""
    first = date(year, YEAR_BEGINS, 1)
    return Period(first, max(first, min(last_day(year), clock.today())))


def to_pdf(report: GapReport, *, code: str) -> bytes:
    """Print a report already built in the language `code`."""
    return pdf.render("reports/gaps.html", code, report=report)


def to_csv(report: GapReport, *, code: str) -> bytes:
    """Write a report already built in the language `code`, as Excel reads it (with a BOM)."""
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet, delimiter=";" if code == "fr" else ",")
    with in_language(code):
        names = axis_names()
        writer.writerow([_("By"), _("Code"), _("Name"), _("Searches without a mentor")])
        for axis, lines in report.tables.items():
            for line in lines:
                nameless = axis is Axis.SCHOOL or line.value == NO_OCCUPATION
                known_by = "" if nameless else line.value
                count = _("hidden") if line.searches is None else line.searches
                writer.writerow([names[axis], known_by, plain(line.label), count])
    return sheet.getvalue().encode("utf-8-sig")


def filename(report: GapReport, code: str, ending: str) -> str:
    """Return a file's name in the language of the document."""
    words = {"fr": "recherches-sans-mentorat", "en": "searches-without-a-mentor"}
    return f"{words[code]}_{report.year}-{report.year + 1}_{code}.{ending}"


def axis_names() -> dict[Axis, str]:
    """Name what searches are counted by, in the language in use."""
    return {Axis.OCCUPATION: _("Occupation"), Axis.SCHOOL: _("School"), Axis.MONTH: _("Month")}


def protected(cells: Mapping[Key, int]) -> dict[Key, Figure]:
    """Hide the small cells, and others until no sum that is published gives one away.

    In each sum, of all its parts and their total, none or at least two are hidden; and what is
    hidden below a total that shows is five or more together.
    """
    hidden = {key for key, count in cells.items() if count < SMALLEST}
    sums = _sums(cells)
    while sum(_hide_more(total, parts, cells, hidden) for (total, _axis), parts in sums.items()):
        pass  # what was hidden for one sum stands in others, too
    return {key: None if key in hidden else count for key, count in cells.items()}


def _sums(cells: Iterable[Key]) -> dict[tuple[Key, int], list[Key]]:
    """Return the parts of each total along each axis."""
    sums: defaultdict[tuple[Key, int], list[Key]] = defaultdict(list)
    for key in cells:
        for place, value in enumerate(key):
            if value is not None:
                sums[_without(key, place), place].append(key)
    return dict(sums)


def _hide_more(
    total: Key, parts: Sequence[Key], cells: Mapping[Key, int], hidden: set[Key]
) -> bool:
    """Hide what a sum needs to give nothing away, the least first; say whether that was needed."""
    below = [cells[part] for part in parts if part in hidden]
    number, together, before = len(below), sum(below), len(hidden)
    if not _tells(number, together, total in hidden):
        return False
    for key in [
        *sorted((p for p in parts if p not in hidden), key=lambda p: (cells[p], p)),
        total,
    ]:
        if not _tells(number, together, total in hidden):
            break
        hidden.add(key)
        number, together = number + 1, together + cells[key]
    return len(hidden) > before


def _tells(number: int, together: int, total_is_hidden: bool) -> bool:
    """Say whether a sum gives away what is hidden of it: `number` parts, so much together."""
    if total_is_hidden:
        return number == 0
    return number == 1 or 0 < together < SMALLEST


def cells(rows: Iterable[GapRow]) -> dict[Key, int]:
    """Add up what was counted: by none, one or two of the axes, never by all three."""
    counts: defaultdict[Key, int] = defaultdict(int)
    months: dict[date, str] = {}
    for row in rows:
        noc, school = row.noc or NO_OCCUPATION, str(row.school_id)
        month = months.get(row.month) or months.setdefault(row.month, f"{row.month:%Y-%m}")
        for key in (
            (noc, school, None),
            (noc, None, month),
            (None, school, month),
            (noc, None, None),
            (None, school, None),
            (None, None, month),
            ALL,
        ):
            counts[key] += row.searches
    return dict(counts)


def _without(key: Key, place: int) -> Key:
    noc, school, month = key
    return (
        None if place == 0 else noc,
        None if place == 1 else school,
        None if place == 2 else month,
    )


def _key(axis: Axis, value: str) -> Key:
    noc, school, month = (value if one is axis else None for one in AXES)
    return noc, school, month


def _only(
    only: tuple[Axis, str] | None, named: Mapping[Axis, Callable[[str], str]]
) -> Only | None:
    if only is None:
        return None
    axis, value = only
    label = named[axis](value)
    return Only(axis, value, label) if label else None


def _lines(
    shown: Mapping[Key, Figure], key: Key, axis: Axis, named: Callable[[str], str]
) -> list[Line]:
    """Return the parts of `key` along an axis: most searches first, then the hidden ones."""
    place = AXES.index(axis)
    found = [
        Line(value, named(value), count)
        for cell, count in shown.items()
        if (value := cell[place]) is not None and _without(cell, place) == key
        if key == ALL or count is not None
    ]
    if axis is Axis.MONTH:
        return sorted(found, key=lambda line: line.value)
    return sorted(found, key=lambda line: (-(line.searches or 0), line.label))


def _month(value: str) -> str:
    try:
        first = date.fromisoformat(f"{value}-01")
    except ValueError:
        return ""
    return str(format_date(first, "MMMM y", locale=LOCALES[language()]))


def _namer(axis: Axis, schools: Mapping[int, str]) -> Callable[[str], str]:
    """Return what names a value of an axis; "" for one that there is not."""
    if axis is Axis.SCHOOL:
        return lambda value: schools.get(int(value), "") if value.isdecimal() else ""
    if axis is Axis.MONTH:
        return _month
    return _occupation


def _occupation(value: str) -> str:
    if value == NO_OCCUPATION:
        return _("Words that mean no occupation")
    known = occupations().get(value)
    return known.headline(language()) if known is not None else ""
