"""The reading of a whole file in batches: what any import of people or schools has in common."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from portal.errors import PortalError
from portal.i18n import _
from portal.services import sheets
from portal.services.cells import Cells
from portal.services.columns import is_never_kept
from portal.services.faults import Fault, Reason
from portal.services.sheets import Column, Sheet

BATCH = 1_000
SAMPLE = 5
MAX_KEPT_FAULTS = 1_000  # of a preview; the count is always whole

Row = TypeVar("Row")
Progress = Callable[[int], None]


@dataclass
class Report:
    """What a file holds against what is kept already; the figures of a preview or an import."""

    read: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    moved: int = 0  # students who come from another school; counted in `changed` too
    untouched: int = 0  # kept already, and not in the file
    others: int = 0  # lines of another board
    whole_file: bool = False  # schools: no column says the board, so every line counts
    fault_count: int = 0
    faulty_lines: int = 0
    faults: list[Fault] = field(default_factory=list)
    ignored: tuple[str, ...] = ()
    never_kept: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    sample: list[tuple[str, ...]] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        """Whether every line can be imported."""
        return not self.fault_count

    @property
    def left_aside(self) -> tuple[str, ...]:
        """The columns not understood, but for those that are never kept."""
        return tuple(name for name in self.ignored if name not in self.never_kept)

    @property
    def has_good_lines(self) -> bool:
        """Whether some line can be imported."""
        return self.created + self.changed + self.unchanged > 0

    def add_faults(self, faults: Sequence[Fault]) -> None:
        """Count a line that has `faults`."""
        self.faulty_lines += 1
        self.fault_count += len(faults)
        self.faults += faults

    def as_kept(self) -> dict[str, Any]:
        """Return the report as it stands in a table; the first faults only."""
        kept = {name: getattr(self, name) for name in self.__dataclass_fields__}
        first = self.faults[:MAX_KEPT_FAULTS]
        kept["faults"] = [[fault.line, fault.reason.value, fault.values] for fault in first]
        return kept

    @classmethod
    def from_kept(cls, kept: dict[str, Any]) -> "Report":
        """Return the report that `as_kept` wrote down."""
        faults = [Fault(line, Reason(reason), values) for line, reason, values in kept["faults"]]
        return cls(**{**kept, "faults": faults})


class Refused(PortalError):
    """The file has faults, so nothing of it was written; `report` says which."""

    def __init__(self, report: Report) -> None:
        super().__init__(_("Nothing was imported: the file has lines to correct."))
        self.report = report


class Roll(Protocol[Row]):
    """One kind of file: its columns, what a line means, and how rows are kept."""

    @property
    def columns(self) -> Sequence[Column]:
        """What is understood, and what must be there."""

    def begin(self, sheet: Sheet, report: Report) -> None:
        """Take note of the headers; forget an earlier reading."""

    def read(self, cells: Cells) -> Row | None:
        """Return the row of a line; None when it is none of ours."""

    def settle(self, rows: Sequence[tuple[Cells, Row]], report: Report, *, write: bool) -> None:
        """Compare rows with what is kept, count, and write what is new or changed."""

    def end(self, report: Report) -> None:
        """Count what the file does not name."""


def run(
    roll: Roll[Row],
    content: bytes,
    *,
    write: bool,
    keep_good: bool = False,
    progress: Progress = lambda _lines: None,
) -> Report:
    """Read the whole of `content`, in batches; with `write`, keep its rows.

    Raises Unreadable when it is no sheet of this kind, and Refused when a line is at fault
    and good lines are not to be kept without it: the caller's transaction then keeps nothing.
    """
    sheet = sheets.read(content, roll.columns)
    report = Report(ignored=sheet.ignored, headers=tuple(sheet.headers.values()))
    report.never_kept = tuple(name for name in sheet.ignored if is_never_kept(name))
    roll.begin(sheet, report)
    done = 0
    for batch in _batches(roll, sheet, report):
        roll.settle(batch, report, write=write)
        if write and report.fault_count and not keep_good:
            break  # the rest cannot change the answer, and the lock is wanted by others
        progress(report.read - done)
        done = report.read
    else:
        roll.end(report)
    report.faults.sort(key=lambda fault: fault.line)
    if write and report.fault_count and not keep_good:
        raise Refused(report)
    return report


def _batches(roll: Roll[Row], sheet: Sheet, report: Report) -> Iterator[list[tuple[Cells, Row]]]:
    """Yield the good rows, at most `BATCH` lines of the file at a time."""
    batch: list[tuple[Cells, Row]] = []
    for line in sheet.lines():
        cells = Cells(line, sheet.headers)
        row = roll.read(cells)
        report.read += 1
        if row is None:
            report.others += 1
        elif cells.faults:
            report.add_faults(cells.faults)
        else:
            batch.append((cells, row))
            if len(report.sample) < SAMPLE:
                report.sample.append(tuple(line.cells.values()))
        if report.read % BATCH == 0:
            yield batch
            batch = []
    yield batch
