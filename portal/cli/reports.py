"""Participation reports as files: what a counsellor may print, a command may too."""

from datetime import date, datetime
from pathlib import Path

import click
from flask.cli import AppGroup

from portal.errors import NotFound, Unavailable
from portal.i18n import LANGUAGES
from portal.queries import participation
from portal.reports import documents, periods
from portal.reports.documents import ReportKind
from portal.reports.periods import Period

group = AppGroup("reports", help="Write participation reports as PDF files.")


def _day(_context: click.Context, option: click.Parameter, text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError as wrong:
        raise click.BadParameter("write a day as 2026-10-09.", param=option) from wrong


def _add(kind: ReportKind, about: str) -> None:
    @group.command(kind.value, help=about)
    @click.argument("number", type=int, metavar="ID")
    @click.option("--for", "email", required=True, help="Email of the counsellor who asks for it.")
    @click.option("--since", callback=_day, help="First day; the school year's by default.")
    @click.option("--until", callback=_day, help="Last day; today by default.")
    @click.option("--lang", type=click.Choice(LANGUAGES), help="The counsellor's by default.")
    @click.option(
        "--to-file",
        "path",
        type=click.Path(dir_okay=False, path_type=Path),
        required=True,
        help="The PDF to write.",
    )
    def command(
        number: int,
        email: str,
        since: date | None,
        until: date | None,
        lang: str | None,
        path: Path,
    ) -> None:
        year = periods.school_year()
        period = Period(since or year.first, until or year.last)
        _write(kind, number, email, period, lang, path)


def _write(
    kind: ReportKind, number: int, email: str, period: Period, lang: str | None, path: Path
) -> None:
    if period.last < period.first:
        raise click.ClickException("The last day cannot be before the first one.")
    try:
        viewer = participation.get_reader(email)
        report = documents.build(kind, viewer, number, period)
        document = documents.to_pdf(kind, report, language=lang or viewer.language)
        path.write_bytes(document)
    except NotFound as absent:
        said = f"No {kind.value} {number} that this person follows: check the ID and the email."
        raise click.ClickException(said) from absent
    except Unavailable as missing:
        raise click.ClickException(str(missing)) from missing
    except OSError as refused:
        said = f"Cannot write {path}: {refused.strerror}. Choose another file."
        raise click.ClickException(said) from refused
    click.echo(f"{path}: {len(document)} bytes")


_add(ReportKind.STUDENT, "Write the report of the student ID.")
_add(ReportKind.CLASS_GROUP, "Write the report of the class group ID, with names.")
_add(ReportKind.SCHOOL, "Write the report of the school ID, without names.")
