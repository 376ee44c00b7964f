"""A list for a spreadsheet: CSV as Excel opens it in each language, and a workbook."""

import csv
import io
from collections.abc import Sequence
from datetime import date

from portal.i18n import language
from portal.reports.sheets import new_book, plain

Cell = str | date | None
WIDEST = 40  # characters of a column


def to_csv(titles: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bytes:
    """Write a list in UTF-8 with a BOM; the columns stand apart by `;` in French."""
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet, delimiter=";" if language() == "fr" else ",")
    writer.writerow(titles)
    writer.writerows([_written(cell) for cell in row] for row in rows)
    return sheet.getvalue().encode("utf-8-sig")


def to_xlsx(title: str, titles: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bytes:
    """Write a workbook of one sheet, whose header stays, is filtered by, and repeats in print."""
    made = io.BytesIO()
    book = new_book(made)
    sheet, head = book.add_worksheet(title), book.add_format({"bold": True, "bottom": 2})
    day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(1)  # US Letter
    sheet.fit_to_pages(1, 0)
    sheet.autofilter(0, 0, max(len(rows), 1), len(titles) - 1)
    for x, name in enumerate(titles):
        sheet.write_string(0, x, name, head)
        widest = max((len(str(row[x] or "")) for row in rows), default=0)
        sheet.set_column(x, x, min(max(widest, len(name)) + 3, WIDEST))
    for y, row in enumerate(rows, 1):
        for x, cell in enumerate(row):
            if isinstance(cell, date):
                sheet.write_datetime(y, x, cell, day)
            elif cell:
                sheet.write_string(y, x, cell)
    book.close()
    return made.getvalue()


def _written(cell: Cell) -> str:
    """Return a cell as text, which a spreadsheet does not take for a formula."""
    return plain("" if cell is None else str(cell))
