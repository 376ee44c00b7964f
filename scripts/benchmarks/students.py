"""(e) Importing 71,000 students from a file as a board exports it."""

import csv
import shutil
import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from random import Random

from benchmarks.children import BenchFailed, flask
from benchmarks.figures import Figure
from benchmarks.instances import in_child

STUDENTS = 71_000
GROUP_SIZE = 30
SCHOOL = "900001"  # the first of the demo's schools
MOST_SECONDS = 180.0
COLUMNS = (
    "Prénom", "Nom", "Date de naissance", "Niveau", "Groupe-repère", "Langue",
    "Identifiant local",
)  # fmt: skip


def figures(small: Path) -> list[Figure]:
    """Import the file twice on a copy of the instance `small`: new people, then no change."""
    copy = small.with_name(f"{small.name}-import")
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(small, copy)
    file = copy / "students.csv"
    try:
        in_child(write, file, STUDENTS)
        command = ["people", "import", "students", str(file), "--school", SCHOOL]
        before = _count(copy)
        first, again = (flask(command, copy, limit_seconds=900) for _time in range(2))
        added = _count(copy) - before
    finally:
        shutil.rmtree(copy, ignore_errors=True)
    if added != STUDENTS:
        raise BenchFailed(f"{added} students came in, not {STUDENTS}")
    return [
        Figure("e", f"importing {STUDENTS:,} students", first.seconds, "s", MOST_SECONDS,
               how=f"{first.cpu_seconds:.0f} s of CPU, {first.peak_mib:.0f} MiB"),
        Figure("e", "the same file again, nothing changed", again.seconds, "s",
               how=f"{again.cpu_seconds:.0f} s of CPU"),
    ]  # fmt: skip


def _count(instance: Path) -> int:
    with closing(sqlite3.connect(instance / "portal.db")) as database:
        number: int = database.execute("SELECT count(*) FROM student").fetchone()[0]
        return number


def write(file: Path, count: int) -> None:
    """Write a file of `count` students: `;`, UTF-8, French headers, groups of 30."""
    from portal.demo.names import full_name  # noqa: PLC0415 the bench itself stays small

    rng, today = Random(71), date.today()  # noqa: DTZ011 a birth date to the day is not needed
    with file.open("w", encoding="utf-8", newline="") as text:
        lines = csv.writer(text, delimiter=";")
        lines.writerow(COLUMNS)
        for number in range(count):
            language = "en" if rng.random() < 0.18 else "fr"
            given, family = full_name(rng, language)
            level = 1 + number // GROUP_SIZE % 5
            born_on = today - timedelta(days=int((11.5 + level) * 365.25) + rng.randint(0, 360))
            group = f"{level}{number // GROUP_SIZE:04}"
            lines.writerow([given, family, born_on, level, group, language, f"B{number:06}"])
