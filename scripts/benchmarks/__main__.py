"""The command line of the bench: which parts, at which size, printed how."""

import argparse
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from benchmarks import class_reports, instances, machine, reports, students
from benchmarks.figures import HEADING, Figure, as_json_lines, failing, row

HELP = """\
Measure the portal and print ratios of one run, as a table.

  pages     (a) the most used pages: SQL statements, server time, growth from small
  rates     (b) requests a second against a bare page served the same way, (c) memory
  load      (d) loading the demo
  import    (e) importing 71,000 students
  report    (f) a class report of 30 students
  messages  (g) messages posted from four processes at once
  reports   (i) a student's page, a pack, the board's figures, and Chromium beside them
  groups    (j) long topics and large groups, and FlaskBB with the same topics beside the portal
  search    (h) the search of mentors against SQLite FTS5, after updates, beside a writer
  all       all of them (about 10 minutes at academos)

Everything is served on 127.0.0.1 alone, from folders that are removed at the end.
"""
MOST_MINUTES, MOST_LOADING_MIB = 10.0, 1536.0

Part = Callable[[Path, str], list[Figure]]


def _load(folder: Path, size: str) -> list[Figure]:
    used = instances.load(folder / size, size)
    return [
        Figure("d", f"demo load --size {size}", used.seconds / 60, "min", MOST_MINUTES,
               how=f"{used.cpu_seconds:.0f} s of CPU"),
        Figure("d", "its peak of memory", used.peak_mib, "MiB", MOST_LOADING_MIB),
    ]  # fmt: skip


def _import(folder: Path, _size: str) -> list[Figure]:
    return students.figures(instances.ready(folder, "small"))


def _report(folder: Path, size: str) -> list[Figure]:
    return class_reports.figures(instances.ready(folder, size))


def _reports(folder: Path, size: str) -> list[Figure]:
    return reports.figures(instances.ready(folder, size), reports.PACK)


# The parts below hold the portal in this process, which the parts above must not:
# the kernel counts a parent's memory into the peak of its children.
def _pages(folder: Path, size: str) -> list[Figure]:
    from benchmarks import pages  # noqa: PLC0415

    return pages.figures(instances.ready(folder, "small"), instances.ready(folder, size))


def _rates(folder: Path, size: str) -> list[Figure]:
    from benchmarks import rates  # noqa: PLC0415

    return rates.figures(instances.ready(folder, size))


def _messages(folder: Path, size: str) -> list[Figure]:
    from benchmarks import messages  # noqa: PLC0415

    return messages.figures(instances.ready(folder, size))


def _groups(folder: Path, _size: str, flaskbb: Path | None = None) -> list[Figure]:
    from benchmarks import forums, groups, growing_topics  # noqa: PLC0415

    small = instances.ready(folder, "small")
    growing, beside = (instances.copy(small, folder / name) for name in ("growing", "beside"))
    return [
        *growing_topics.figures(growing),
        *forums.figures(beside, flaskbb),
        *groups.figures(beside),
    ]


def _search(folder: Path, size: str) -> list[Figure]:
    from benchmarks import searches  # noqa: PLC0415

    return searches.figures(instances.ready(folder, size))


PARTS: Mapping[str, Part] = MappingProxyType(
    {
        "load": _load,
        "import": _import,
        "report": _report,
        "reports": _reports,
        "pages": _pages,
        "rates": _rates,
        "messages": _messages,
        "groups": _groups,
        "search": _search,
    }
)


def options(arguments: Sequence[str]) -> argparse.Namespace:
    """Return what the command line asks for; `parts` in the order in which they are measured."""
    parser = argparse.ArgumentParser(
        prog="scripts/bench",
        description=HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("parts", nargs="*", choices=[*PARTS, "all"], default="all", metavar="PART")
    parser.add_argument("--size", choices=("board", "academos"), default="academos")
    parser.add_argument(
        "--pack", type=int, default=reports.PACK, metavar="N", help="students of the pack (1000)"
    )
    parser.add_argument(
        "--flaskbb", type=Path, metavar="PYTHON", help="a Python that has FlaskBB, for groups"
    )
    parser.add_argument(
        "--keep", type=Path, metavar="DIR", help="keep the instances, use them again"
    )
    parser.add_argument(
        "--json", action="store_true", help="one JSON object a line after the table"
    )
    given = parser.parse_args(arguments)
    wanted = set(PARTS) if "all" in given.parts else set(given.parts)  # "all" is a default, too
    given.parts = [part for part in PARTS if part in wanted]
    return given


def measure(
    part: str,
    folder: Path,
    size: str,
    pack: int = reports.PACK,
    flaskbb: Path | None = None,
) -> list[Figure]:
    """Measure one part; a part that fails is a figure that says why, the others go on."""
    print(f"{part}...", file=sys.stderr, flush=True)
    try:
        if part == "reports":
            return reports.figures(instances.ready(folder, size), pack)
        if part == "groups":
            return _groups(folder, size, flaskbb)
        return PARTS[part](folder, size)
    except Exception as failure:
        why = f"{type(failure).__name__}: {failure}".replace("\n", " ").replace("|", "¦")
        return [Figure("", f"{part}: not measured", 0, "", how=why[-600:])]


def main(arguments: Sequence[str]) -> int:
    """Measure and print; return 1 when something could not be measured, whatever the ratios."""
    given = options(arguments)
    signal.signal(signal.SIGTERM, lambda *_signal: sys.exit(143))  # so that servers are ended
    print(f"{machine.describe()}\n\n{HEADING}", flush=True)
    found: list[Figure] = []
    with instances.folder_of_instances(given.keep) as folder:
        for part in given.parts:
            figures = measure(part, folder, given.size, given.pack, given.flaskbb)
            print(*map(row, figures), sep="\n", flush=True)  # whoever ends it early keeps these
            found += figures
    if given.json:
        print(as_json_lines(found))
    for figure in failing(found):
        print(f"not kept: ({figure.part}) {figure.what}", file=sys.stderr)
    return 1 if any(figure.what.endswith("not measured") for figure in found) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
