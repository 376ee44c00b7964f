"""The board's report on safe exchanges: totals, no name, no figure under five (R42, R105)."""

from dataclasses import dataclass

from portal.models.people import Person
from portal.queries import participation
from portal.reports import figures
from portal.reports.figures import Heading
from portal.reports.periods import Period
from portal.reports.queue import QueueFigures, queue_figures


@dataclass(frozen=True, slots=True)
class BoardReport:
    """What the page and the PDF print: how the queue of the whole board was worked through."""

    heading: Heading
    queue: QueueFigures


def board_report(viewer: Person, _number: int, period: Period) -> BoardReport:
    """Build the board's report for who sees its figures. Raises NotFound otherwise.

    There is one board: its number says nothing.
    """
    queue = queue_figures(viewer, period, hides=True)
    return BoardReport(figures.heading(viewer, participation.board(), "", period), queue)
