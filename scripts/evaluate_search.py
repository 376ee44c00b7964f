"""How well the finder finds: the table by kind and language, the misses, the targets, the times.

    scripts/evaluate-search                          the project's own queries
    scripts/evaluate-search FILE.jsonl...            these instead
    scripts/evaluate-search --misses                 and each query answered wrongly
    scripts/evaluate-search --titles FILE.csv...     with Statistics Canada's titles imported
    scripts/evaluate-search --markdown               the table as docs/developers/search.md has it

A line of a file: {"id": "e1", "q": "soudeuse", "lang": "fr", "noc": ["72106"], "kind": "exact"}.
A query is found when one of its groups is among the first five. It ends with 1 when a target is
not kept.
"""

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

from targets import Target, as_lines, parser_of

from portal.errors import PortalError
from portal.queries.occupation_names import BoardNames
from portal.search.finder import Finder
from portal.search.names import lay_out
from portal.search.occupations import finder
from portal.services.occupation_titles import language_of, titles

ROOT = Path(__file__).resolve().parent.parent
OWN_CASES = ROOT / "tests" / "search" / "cases"
AMONG = 5
MISSPELT = "typo"


@dataclass(frozen=True, slots=True)
class Case:
    """A query, and the groups of which one must be found."""

    id: str
    query: str
    language: str
    nocs: frozenset[str]
    kind: str


@dataclass(frozen=True, slots=True)
class Result:
    """What the finder answered first, and how long it took."""

    case: Case
    nocs: tuple[str, ...]
    seconds: float

    @property
    def is_first(self) -> bool:
        """Whether the best answer is right."""
        return bool(self.nocs) and self.nocs[0] in self.case.nocs

    @property
    def is_found(self) -> bool:
        """Whether a right answer is among the first."""
        return bool(self.case.nocs.intersection(self.nocs))


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: percentages."""

    kind: str
    language: str
    count: int
    first: float
    among: float


def read_cases(paths: Iterable[Path]) -> list[Case]:
    """Return the cases of the files. Raises ValueError, KeyError or TypeError for another line."""
    rows = (json.loads(line) for path in paths for line in path.read_text("utf-8").splitlines())
    return [
        Case(
            str(row["id"]), row["q"], row["lang"], frozenset(row["noc"]), row.get("kind", "query")
        )
        for row in rows
    ]


def answered(cases: Iterable[Case], known: Finder | None = None) -> list[Result]:
    """Return what the finder `known`, else that of the shipped names, answers to each case."""
    chosen = known or finder()  # the names are laid out before the first time is taken
    return [_answered(chosen, case) for case in cases]


def with_titles(paths: Iterable[Path]) -> Finder:
    """Return a finder that knows the example titles of these files too. Raises Unreadable."""
    contents = [path.read_bytes() for path in paths]
    read = (titles(content, language_of(content)) for content in contents)
    return Finder(lay_out(BoardNames("titles", tuple(chain.from_iterable(read)))))


def _answered(known: Finder, case: Case) -> Result:
    before = perf_counter()
    found = known.find(case.query, case.language)
    seconds = perf_counter() - before
    return Result(case, tuple(f.occupation.noc for f in found[:AMONG]), seconds)


def table(results: Sequence[Result]) -> list[Row]:
    """Return a row for each kind and language, each kind, and all."""
    kinds = dict.fromkeys(result.case.kind for result in results)
    languages = sorted({result.case.language for result in results}, reverse=True)
    rows: list[Row] = []
    for kind in (*kinds, "all"):
        those = [r for r in results if kind in (r.case.kind, "all")]
        for language in languages:
            rows += _row(kind, language, [r for r in those if r.case.language == language])
        rows += _row(kind, "both", those)
    return rows


def _row(kind: str, language: str, results: Sequence[Result]) -> list[Row]:
    if not results:
        return []
    return [Row(kind, language, len(results), _first(results), _among(results))]


def _first(results: Sequence[Result]) -> float:
    return 100 * sum(r.is_first for r in results) / len(results)


def _among(results: Sequence[Result]) -> float:
    return 100 * sum(r.is_found for r in results) / len(results)


def targets(results: Sequence[Result]) -> list[Target]:
    """Return the numbers of the project; that of misspelt queries where there are some."""
    misspelt = [result for result in results if result.case.kind == MISSPELT]
    times = [1000 * result.seconds for result in results]
    return [
        Target(f"among the first {AMONG}", _among(results), 97),
        *([Target("of the misspelt", _among(misspelt), 92)] if misspelt else []),
        Target("first", _first(results), 85),
        Target("median answer", median(times), 5, at_least=False, unit="ms"),
        Target(
            "95th percentile",
            quantiles([*times, times[0]], n=20)[-1],
            15,
            at_least=False,
            unit="ms",
        ),
    ]


def as_text(rows: Iterable[Row]) -> str:
    """Return the table for a terminal."""
    lines = [f"{'kind':<16}{'lang':<6}{'n':>6}{'first %':>9}{'in 5 %':>9}"]
    lines += [
        f"{row.kind:<16}{row.language:<6}{row.count:>6}{row.first:>9.1f}{row.among:>9.1f}"
        for row in rows
    ]
    return "\n".join(lines)


def as_markdown(rows: Iterable[Row]) -> str:
    """Return the table for the documentation."""
    lines = ["| kind | language | n | first | among five |", "|---|---|---:|---:|---:|"]
    lines += [
        f"| {row.kind} | {row.language} | {row.count} | {row.first:.1f} % | {row.among:.1f} % |"
        for row in rows
    ]
    return "\n".join(lines)


def misses(results: Iterable[Result]) -> list[str]:
    """Return a line for each query whose groups are not among the first."""
    return [
        f"{r.case.kind:<16}{r.case.language:<4}{r.case.id}  {r.case.query!r}: "
        f"{', '.join(sorted(r.case.nocs))}  <- {', '.join(r.nocs) or 'nothing'}"
        for r in results
        if not r.is_found
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what was asked; return 1 when a target is not kept."""
    parser = parser_of("evaluate-search", __doc__, misses="each query answered wrongly")
    parser.add_argument(
        "--titles", nargs="+", type=Path, default=(), metavar="FILE.csv", help="imported as well"
    )
    options = parser.parse_args(arguments)
    try:
        known = with_titles(options.titles) if options.titles else None
        cases = read_cases(options.files or sorted(OWN_CASES.glob("*.jsonl")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as wrong:
        parser.error(f"that is no file of queries: {wrong!r}")
    except PortalError as wrong:
        parser.error(str(wrong))
    if not cases:
        parser.error("there is no query")
    results = answered(cases, known)
    print((as_markdown if options.markdown else as_text)(table(results)), end="\n\n")
    reached = targets(results)
    print("\n".join(as_lines(reached)))
    if options.misses:
        print("\n" + "\n".join(misses(results)))
    return 0 if all(target.kept for target in reached) else 1


if __name__ == "__main__":
    sys.exit(main())
