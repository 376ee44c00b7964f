"""What the measuring scripts share: a number to keep, how it is told, how a script is called."""

import argparse
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Target:
    """A number of the project that what was measured keeps, or does not."""

    name: str
    reached: float
    limit: float
    at_least: bool = True
    unit: str = "%"

    @property
    def kept(self) -> bool:
        """Whether what was reached is within the limit."""
        return self.reached >= self.limit if self.at_least else self.reached <= self.limit


def as_lines(targets: Iterable[Target]) -> list[str]:
    """Return each target as one line: what was reached, the limit, kept or not."""
    return [
        f"{target.name}: {target.reached:.1f} {target.unit} "
        f"({'at least' if target.at_least else 'at most'} {target.limit:g}): "
        f"{'kept' if target.kept else 'NOT KEPT'}"
        for target in targets
    ]


def parser_of(script: str, documentation: str | None, *, misses: str) -> argparse.ArgumentParser:
    """Return the command line of a script that judges files of cases.

    `documentation` is the script's docstring; `misses` says what that option prints.
    """
    summary, _, rest = str(documentation).partition("\n\n")
    parser = argparse.ArgumentParser(
        prog=f"scripts/{script}",
        description=summary,
        epilog=rest,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE.jsonl")
    parser.add_argument("--misses", action="store_true", help=misses)
    parser.add_argument("--markdown", action="store_true", help="the table for the documentation")
    return parser
