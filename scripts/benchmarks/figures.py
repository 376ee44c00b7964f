"""One measured figure, its limit, and how a run of them is printed."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from statistics import median

HEADING = "| | what | measured | wanted | kept | how |\n|---|---|---:|---:|---|---|"


@dataclass(frozen=True, slots=True)
class Figure:
    """What was measured. `limit` is of the issue's list; None for what only informs.

    `part` is the letter of that list, `unit` "x" for a ratio, `how` what exactly
    was compared.
    """

    part: str
    what: str
    value: float
    unit: str
    limit: float | None = None
    at_least: bool = False
    how: str = ""

    @property
    def holds(self) -> bool | None:
        """Whether the figure keeps its limit; None when it has none."""
        if self.limit is None:
            return None
        return self.value >= self.limit if self.at_least else self.value <= self.limit


def ratio(values: Sequence[float], reference: Sequence[float]) -> float:
    """Return the median of `values` over the median of `reference`.

    Raises ValueError when one of them is empty or the reference is 0.
    """
    if not values or not reference:
        raise ValueError("nothing was measured")
    below = median(reference)
    if below == 0:
        raise ValueError("the reference is 0")
    return median(values) / below


def as_markdown(figures: Iterable[Figure]) -> str:
    """Return the figures as a table for a person or a README."""
    return "\n".join([HEADING, *map(row, figures)])


def row(figure: Figure) -> str:
    """Return the line of a figure in the table."""
    kept = {True: "yes", False: "**no**", None: ""}[figure.holds]
    cells = (
        figure.part,
        figure.what,
        _amount(figure.value, figure.unit),
        _limit(figure),
        kept,
        figure.how,
    )
    return f"| {' | '.join(cells)} |"


def _limit(figure: Figure) -> str:
    if figure.limit is None:
        return ""
    return f"{'≥' if figure.at_least else '≤'} {_amount(figure.limit, figure.unit)}"


def _amount(value: float, unit: str) -> str:
    if unit == "x":
        return f"{value:.2f}"
    text = f"{value:.0f}" if value == int(value) or value >= 100 else f"{value:.1f}"
    return f"{text} {unit}".rstrip()


def as_json_lines(figures: Iterable[Figure]) -> str:
    """Return the figures for a program, one JSON object a line."""
    return "\n".join(
        json.dumps(asdict(figure) | {"holds": figure.holds}, ensure_ascii=False)
        for figure in figures
    )


def failing(figures: Iterable[Figure]) -> list[Figure]:
    """Return the figures that do not keep their limit."""
    return [figure for figure in figures if figure.holds is False]
