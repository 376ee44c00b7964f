"""Reports as files: what a counsellor may print, a command may too."""

from datetime import date, datetime
from pathlib import Path

import click
from flask.cli import AppGroup

from portal.errors import NotFound, Unavailable
from portal.i18n import LANGUAGES, _, in_language
from portal.queries import participation
from portal.reports import documents, periods
from portal.reports.documents import ReportKind
from portal.reports.periods import Period

group = AppGroup("reports", help="Rapports en PDF · Reports as PDF.")


def _day(_context: click.Context, option: click.Parameter, text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError as wrong:
        raise click.BadParameter(_("write a day as 2026-10-09."), param=option) from wrong


def _add(kind: ReportKind, about: str) -> None:
    @click.option(
        "--for",
        "reader",
        required=True,
        help="Courriel ou identifiant de qui le demande · Email or username of who asks.",
    )
    @click.option("--since", callback=_day, help="Premier jour · First day (2026-10-09).")
    @click.option("--until", callback=_day, help="Dernier jour · Last day.")
    @click.option("--lang", type=click.Choice(LANGUAGES), help="Langue · Language.")
    @click.option(
        "--to-file",
        "path",
        type=click.Path(dir_okay=False, path_type=Path),
        required=True,
        help="Le PDF à écrire · The PDF to write.",
    )
    def command(
        reader: str,
        since: date | None,
        until: date | None,
        lang: str | None,
        path: Path,
        number: int = 1,
    ) -> None:
        year = periods.school_year()
        period = Period(since or year.first, until or year.last)
        with in_language(lang or "fr"):
            _write(kind, number, reader, period, lang, path)

    if kind is not ReportKind.BOARD:  # there is one board
        command = click.argument("number", type=int, metavar="ID")(command)
    group.command(kind.value, help=about)(command)


def _write(
    kind: ReportKind, number: int, reader: str, period: Period, lang: str | None, path: Path
) -> None:
    if period.last < period.first:
        raise click.ClickException(_("The last day cannot be before the first one."))
    try:
        viewer = participation.get_reader(reader)
        report = documents.build(kind, viewer, number, period)
        document = documents.to_pdf(kind, report, language=lang or viewer.language)
        path.write_bytes(document)
    except NotFound as absent:
        said = _(
            "This person follows no %(kind)s %(number)s: check the number and the email.",
            kind=kind.value,
            number=number,
        )
        raise click.ClickException(said) from absent
    except Unavailable as missing:
        raise click.ClickException(str(missing)) from missing
    except OSError as refused:
        said = _("Cannot write %(file)s. Choose another folder or file.", file=path)
        raise click.ClickException(said) from refused
    click.echo(_("Written: %(file)s", file=path))


_add(ReportKind.STUDENT, "Rapport de l’élève ID · Report of the student ID.")
_add(ReportKind.CLASS_GROUP, "Rapport nominatif du groupe ID · Report of the class group ID.")
_add(ReportKind.SCHOOL, "Rapport sans noms de l’école ID · Report of the school ID.")
_add(ReportKind.BOARD, "Rapport sans noms sur la modération · Report on the moderators' work.")
