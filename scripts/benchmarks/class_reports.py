"""(f) The participation report of a class group of 30 students, as a PDF."""

import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.children import BenchFailed, flask
from benchmarks.figures import Figure
from benchmarks.instances import in_child

STUDENTS = 30
REPEATS = 5
MOST_SECONDS, MOST_MIB = 3.0, 200.0


@dataclass(frozen=True, slots=True)
class Asked:
    """A class group of 30, and the email of someone who follows it."""

    class_group_id: int
    email: str


@dataclass(frozen=True, slots=True)
class Printed:
    """Seconds of the first report of a process and of the next ones; bytes of one."""

    first: float
    later: list[float]
    size: int


def figures(instance: Path) -> list[Figure]:
    """Print one report with the command, and several in one process as the web server does."""
    asked = in_child(find, instance)
    file = instance / "bench-report.pdf"
    command = ["reports", "class-group", str(asked.class_group_id), "--for", asked.email]
    used = flask([*command, "--to-file", str(file)], instance, limit_seconds=120)
    file.unlink(missing_ok=True)
    printed = in_child(print_several, instance, asked)
    later, size = median(printed.later), f"{printed.size / 1024:.0f} KiB"
    return [
        Figure("f", "class report of 30 students: the command", used.seconds, "s", MOST_SECONDS,
               how=f"starts Python and WeasyPrint; {used.cpu_seconds:.1f} s of CPU"),
        Figure("f", "its peak of memory", used.peak_mib, "MiB", MOST_MIB),
        Figure("f", "the first report of a web process", printed.first, "s", MOST_SECONDS,
               how="start of WeasyPrint included"),
        Figure("f", "the next ones, median", later, "s", MOST_SECONDS, how=size),
    ]  # fmt: skip


def find(instance: Path) -> Asked:
    """Return the first class group of 30 that someone with an email follows."""
    from sqlalchemy import func, select  # noqa: PLC0415 the bench itself stays small

    from benchmarks.visits import open_portal  # noqa: PLC0415
    from portal.extensions import db  # noqa: PLC0415
    from portal.models.class_groups import ClassGroupMember, CounsellorClassGroup  # noqa: PLC0415
    from portal.models.people import Person  # noqa: PLC0415

    full = (
        select(ClassGroupMember.class_group_id)
        .group_by(ClassGroupMember.class_group_id)
        .having(func.count() == STUDENTS)
    )
    wanted = (
        select(CounsellorClassGroup.class_group_id, Person.email)
        .join(Person, Person.id == CounsellorClassGroup.counsellor_id)
        .where(CounsellorClassGroup.class_group_id.in_(full), Person.email.is_not(None))
        .order_by(CounsellorClassGroup.class_group_id)
    )
    with open_portal(instance).app_context():
        row = db.session.execute(wanted).first()
    if row is None:
        raise BenchFailed("no class group of 30 students is followed by anyone")
    return Asked(row[0], str(row[1]))


def print_several(instance: Path, asked: Asked) -> Printed:
    """Build and print the same report again and again, as a web process does."""
    from sqlalchemy import select  # noqa: PLC0415 the bench itself stays small
    from sqlalchemy.orm import joinedload  # noqa: PLC0415

    from benchmarks.visits import open_portal  # noqa: PLC0415
    from portal.extensions import db  # noqa: PLC0415
    from portal.models.people import Person  # noqa: PLC0415
    from portal.reports import documents, periods  # noqa: PLC0415

    who = select(Person).where(Person.email == asked.email).options(joinedload(Person.role_rows))
    seconds, size = [], 0
    with open_portal(instance).app_context():
        viewer = db.session.scalars(who).unique().one()
        for _number in range(REPEATS):
            started = time.perf_counter()
            kind, year = documents.ReportKind.CLASS_GROUP, periods.school_year()
            report = documents.build(kind, viewer, asked.class_group_id, year)
            size = len(documents.to_pdf(report, language="fr"))
            seconds.append(time.perf_counter() - started)
    return Printed(seconds[0], seconds[1:], size)
