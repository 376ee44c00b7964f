"""Files that a board exports (CSV), as lines of named cells. Pure: bytes in, lines out."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from portal.data.letters import squeezed
from portal.errors import PortalError
from portal.i18n import _

DELIMITERS = (";", ",", "\t")
MAX_CELL = 100_000  # characters; a longer one is a quotation mark that nobody closed

# How files that are no text begin, and what they are.
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


class Unreadable(PortalError):
    """The file as a whole cannot be read; the sentence says what to do."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column that is understood: its key, what people call it, its headers as `squeezed`.

    `label` is a lazy text in the reader's language.
    """

    key: str
    label: object
    headers: frozenset[str]
    required: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One record: the number of the line on which it begins, and its cells by column key."""

    number: int
    cells: dict[str, str]
    extra: bool  # more cells than headers


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file that can be read: its headers by column key, and those that were left aside."""

    headers: dict[str, str]
    ignored: tuple[str, ...]
    _text: str = field(repr=False)
    _skipped: int = 0  # lines before the headers
    _delimiter: str = ","

    def lines(self) -> Iterator[Line]:
        """Yield every line that is not empty, as often as asked; raises Unreadable."""
        records = _records(self._text, self._delimiter)
        _number, first = next(records)
        places = {_shown(name): place for place, name in reversed(list(enumerate(first)))}
        keys = [(key, places[header]) for key, header in self.headers.items()]
        for number, record in records:
            if any(cell.strip() for cell in record):
                width = len(record)
                cells = {key: record[at].strip() if at < width else "" for key, at in keys}
                extra = any(cell.strip() for cell in record[len(first) :])
                yield Line(number + self._skipped, cells, extra)


def read(content: bytes, columns: Sequence[Column]) -> Sheet:
    """Return the sheet in `content`: UTF-8 or Windows-1252, with `;`, `,` or tabs.

    Headers are known without regard to accents, capitals, spaces or underscores. Raises
    Unreadable for what is no text, has no line, or lacks a required column.
    """
    text, delimiter, skipped = _without_excel_line(decoded(content))
    chosen = delimiter or _delimiter_of(text, columns)
    first = next(_records(text, chosen), None)
    if first is None or not any(cell.strip() for cell in first[1]):
        raise Unreadable(_("The file is empty. Export it again and choose the new file."))
    known, ignored = _recognized(first[1], columns)
    return Sheet(known, ignored, text, skipped, chosen)


def decoded(content: bytes) -> str:
    """Return the text of `content`; raises Unreadable when it is none."""
    if content.startswith(_WORKBOOKS):
        raise Unreadable(
            _("This is a workbook, not a CSV file. In Excel, save it as CSV and choose that file.")
        )
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):  # Excel's "Unicode text"
        return _decoded_as(content, "utf-16")
    if b"\0" in content:
        raise Unreadable(
            _("This is not a text file. Open it in a spreadsheet and save it as CSV.")
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _decoded_as(content, "cp1252")


def _decoded_as(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise Unreadable(
            _("The letters of this file cannot be read. Save it as CSV UTF-8 and choose it again.")
        ) from None


def _without_excel_line(text: str) -> tuple[str, str | None, int]:
    """Take off leading empty lines and Excel's `sep=;`; return how many lines went."""
    skipped, delimiter = 0, None
    while True:
        line, _end, rest = text.partition("\n")
        told = line.strip()
        if told.lower().startswith("sep=") and len(told) == 5 and delimiter is None:
            delimiter = told[4]
        elif told.strip(";,\t") or not rest:
            return text, delimiter, skipped
        text, skipped = rest, skipped + 1


def _delimiter_of(text: str, columns: Sequence[Column]) -> str:
    """Return the delimiter with which the most headers are known, then the most exist."""

    def merit(delimiter: str) -> tuple[int, int]:
        try:
            _number, names = next(_records(text, delimiter), (0, []))
        except Unreadable:
            return -1, 0
        found = {squeezed(name) for name in names}
        return sum(not found.isdisjoint(column.headers) for column in columns), len(names)

    return max(DELIMITERS, key=merit)


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each record with the number of its first line."""
    csv.field_size_limit(MAX_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begins = 1
    try:
        for record in reader:
            yield begins, record
            begins = reader.line_num + 1
    except csv.Error:
        raise Unreadable(
            _(
                "The file cannot be read from line %(line)s on: a quotation mark is opened "
                "there and not closed, or stands in the middle of a cell.",
                line=begins,
            )
        ) from None


def _shown(header: str) -> str:
    return " ".join(header.split())


def _recognized(
    names: Sequence[str], columns: Sequence[Column]
) -> tuple[dict[str, str], tuple[str, ...]]:
    by_header = {header: column.key for column in columns for header in column.headers}
    known: dict[str, str] = {}
    ignored: list[str] = []
    for name in map(_shown, names):
        key = by_header.get(squeezed(name))
        if key is None:
            ignored += [name] if name else []
        elif key in known:
            raise Unreadable(
                _(
                    "Two columns hold the same thing: “%(one)s” and “%(other)s”. Keep one.",
                    one=known[key],
                    other=name,
                )
            )
        else:
            known[key] = name
    lacking = [str(c.label) for c in columns if c.required and c.key not in known]
    if lacking:
        raise Unreadable(
            _(
                "The file lacks these columns: %(columns)s. "
                "Its first line must name them, in French or in English.",
                columns=", ".join(lacking),
            )
        )
    return known, tuple(ignored)
