"""A report for a spreadsheet: CSV as Excel opens it in each language, and a workbook."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from portal import clock
from portal.i18n import _, language
from portal.reports.figures import Share
from portal.reports.sections import (
    Cell,
    Column,
    Hidden,
    Hours,
    Minutes,
    Paper,
    Part,
    Section,
    Table,
)

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")  # with which a spreadsheet begins to calculate
LONGEST_NAME = 31  # characters of a worksheet's name
WIDEST = 60  # characters of a column
Plain = int | float | str | date | None


def plain(text: str) -> str:
    """Return a cell that a spreadsheet does not take for a formula."""
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


def to_csv(paper: Paper, code: str) -> bytes:
    """Write a report in UTF-8 with a BOM, by sections; `;` and decimal commas in French."""
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet, delimiter=";" if language() == "fr" else ",")
    for title, rows in _blocks(paper, code):
        writer.writerow([plain(title)])
        writer.writerows([_written(value) for value in row] for row in rows)
        writer.writerow([])
    return sheet.getvalue().encode("utf-8-sig")


def new_book(made: io.BytesIO) -> Any:
    """Return an empty workbook, in which what was typed is neither a formula nor a link."""
    import xlsxwriter  # type: ignore[import-untyped] # noqa: PLC0415 - few ever need it

    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    return xlsxwriter.Workbook(made, options)


def to_xlsx(paper: Paper, code: str) -> bytes:
    """Write a workbook: a sheet for each section, figures as numbers, headers that stay."""
    made = io.BytesIO()
    book = new_book(made)
    book.set_properties({"title": paper.title, "created": clock.now().replace(tzinfo=None)})
    looks = _Looks(book)
    taken: set[str] = set()
    for title, rows in _blocks(paper, code):
        _fill(book.add_worksheet(_sheet_name(title, taken)), rows, looks)
    book.close()
    return made.getvalue()


def _blocks(paper: Paper, code: str) -> Iterator[tuple[str, list[list[Cell]]]]:
    """Yield what each sheet or part of the file holds: about, sections, definitions."""
    about: list[list[Cell]] = [[_("Report"), paper.title]]
    about += [[name, value] for name, value in paper.facts]
    about += [[_("Verification code"), code]] if code else []
    yield _("About this report"), about
    for section in paper.sections:
        yield section.title, list(_lines(section))
    definitions: list[list[Cell]] = [[_("Definition")]]
    words = (*paper.definitions.points, *paper.definitions.after)
    yield _("Definitions"), definitions + [[sentence] for sentence in words]


def _lines(section: Section) -> Iterator[list[Cell]]:
    if section.table is not None:
        yield from _widened(section.table)
    for text in (*section.before, *section.after, section.text):
        if text:
            yield [text]


def _widened(table: Table) -> Iterator[list[Cell]]:
    """Give a count and its proportion a column each."""
    shared = [
        any(isinstance(row[place], Share) for row in table.rows)
        for place in range(len(table.columns))
    ]
    yield [title for pair in zip(table.columns, shared, strict=True) for title in _titles(*pair)]
    for row in table.rows:
        yield [
            cell for value, wide in zip(row, shared, strict=True) for cell in _values(value, wide)
        ]


def _titles(column: Column, is_shared: bool) -> list[Cell]:
    if is_shared:
        return [column.title, _("%(column)s (proportion)", column=column.title)]
    return [column.title]


def _values(cell: Cell, is_shared: bool) -> list[Cell]:
    if isinstance(cell, Share):
        return [cell.count, None if cell.part is None else Part(cell.part)]
    return [cell, None] if is_shared else [cell]


def _value(cell: Cell) -> Plain:
    """Return a figure as a number, a moment as its day on the board's clock."""
    match cell:
        case Hidden():
            return _("hidden")
        case Part(value):
            return round(value, 4)
        case Hours(value):
            return round(value, 1)
        case Minutes(value):
            return round(value / 60, 2)
        case datetime():
            return clock.local(cell).date()
        case Share():
            return cell.count
    return cell


def _written(cell: Cell) -> str:
    value = _value(cell)
    if isinstance(value, float):
        return str(value).replace(".", ",") if language() == "fr" else str(value)
    return plain(value) if isinstance(value, str) else "" if value is None else str(value)


class _Looks:
    """The formats of a workbook."""

    def __init__(self, book: Any) -> None:
        self.head = book.add_format(
            {"bold": True, "bg_color": "#EEEEEE", "bottom": 2, "text_wrap": True, "valign": "top"}
        )
        self.text = book.add_format({"text_wrap": True, "valign": "top"})
        self.count = book.add_format({"num_format": "#,##0", "valign": "top"})
        self.part = book.add_format({"num_format": "0%", "valign": "top"})
        self.hours = book.add_format({"num_format": "0.0", "valign": "top"})
        self.lengths = book.add_format({"num_format": "#,##0.00", "valign": "top"})
        self.day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left", "valign": "top"})


def _fill(sheet: Any, rows: Sequence[Sequence[Cell]], looks: _Looks) -> None:
    sheet.freeze_panes(1, 1)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(1)  # US Letter
    sheet.fit_to_pages(1, 0)
    widths: dict[int, int] = {}
    for y, row in enumerate(rows):
        for x, cell in enumerate(row):
            value = _value(cell)
            if value is not None:
                _put(sheet, y, x, value, looks.head if y == 0 else _look(cell, looks))
                widths[x] = max(widths.get(x, 0), min(len(str(value)) + 2, WIDEST))
    for x, width in widths.items():
        sheet.set_column(x, x, width)


def _put(sheet: Any, y: int, x: int, value: Plain, look: Any) -> None:
    if isinstance(value, str):
        sheet.write_string(y, x, value, look)
    elif isinstance(value, date):
        sheet.write_datetime(y, x, value, look)
    else:
        sheet.write_number(y, x, value, look)


def _look(cell: Cell, looks: _Looks) -> Any:
    match cell:
        case Part():
            return looks.part
        case Hours():
            return looks.hours
        case Minutes():
            return looks.lengths
        case date():
            return looks.day
        case int():
            return looks.count
    return looks.text


def _sheet_name(title: str, taken: set[str]) -> str:
    """Return a name that Excel allows and that no other sheet of the book has."""
    bare = re.sub(r"[\[\]:*?/\\']", " ", title)
    name, number = bare[:LONGEST_NAME].strip(), 2
    while name.casefold() in taken:
        name = f"{bare[: LONGEST_NAME - 3].strip()} {number}"
        number += 1
    taken.add(name.casefold())
    return name
