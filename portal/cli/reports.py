"""Reports as files: what a counsellor may print, a command may too; it is written down alike."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import click
from flask.cli import AppGroup

from portal import clock
from portal.errors import Conflict, Denied, NotFound, Unavailable
from portal.extensions import unit_of_work
from portal.i18n import LANGUAGES, _, in_language
from portal.models.packs import PackScope
from portal.models.people import Person
from portal.models.prints import Names, PrintFor, PrintForm, PrintKind
from portal.queries import packs as pack_queries
from portal.queries import participation
from portal.queries import prints as queries
from portal.reports import documents, files, periods
from portal.reports.documents import ReportKind
from portal.reports.periods import Period
from portal.school_time import school_year
from portal.services import packs, prints
from portal.services.packs import PackOrder
from portal.services.prints import Order

group = AppGroup("reports", help="Rapports en fichiers · Reports as files.")


def _day(_context: click.Context, option: click.Parameter, text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError as wrong:
        raise click.BadParameter(_("write a day as 2026-10-09."), param=option) from wrong


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed after the command."""

    reader: str
    period: Period
    language: str | None
    form: PrintForm
    reason: str  # why it goes outside; "": it does not
    path: Path


OPTIONS = (
    click.option(
        "--for",
        "reader",
        required=True,
        help="Courriel ou identifiant de qui le demande · Email or username of who asks.",
    ),
    click.option("--since", callback=_day, help="Premier jour · First day (2026-10-09)."),
    click.option("--until", callback=_day, help="Dernier jour · Last day."),
    click.option("--lang", type=click.Choice(LANGUAGES), help="Langue · Language."),
    click.option(
        "--outside",
        "reason",
        default="",
        help="Pourquoi le document sort de l’école · Why it goes outside the school.",
    ),
    click.option(
        "--to-file",
        "path",
        type=click.Path(dir_okay=False, path_type=Path),
        required=True,
        help="Le fichier à écrire · The file to write.",
    ),
)


def _add(kind: ReportKind, about: str) -> None:
    def command(
        reader: str,
        since: date | None,
        until: date | None,
        lang: str | None,
        form: str,
        reason: str,
        path: Path,
        number: int = 1,
    ) -> None:
        with in_language(lang or "fr"):
            period = _period(since, until)
            _write(kind, number, Asked(reader, period, lang, PrintForm(form), reason, path))

    forms = click.Choice([form.value for form in documents.forms(kind)])
    more = [
        click.option("--form", type=forms, default="pdf", help="Genre de fichier · Kind of file.")
    ]
    if kind is not ReportKind.BOARD:  # there is one board
        more.append(click.argument("number", type=int, metavar="ID"))
    for option in (*OPTIONS, *more):
        command = option(command)
    group.command(kind.value, help=about)(command)


def _order(kind: ReportKind, number: int, viewer: Person, asked: Asked) -> Order:
    printed = PrintKind(kind.value)
    usual = next(iter(queries.offered(viewer, printed)), PrintFor.SCHOOL)
    return Order(
        kind=printed,
        number=number,
        form=asked.form,
        language=asked.language or viewer.language,
        first=asked.period.first,
        last=asked.period.last,
        named=queries.names(printed) is not Names.NEVER,
        meant_for=PrintFor.OUTSIDE if asked.reason else usual,
        reason=asked.reason,
    )


def _period(since: date | None, until: date | None) -> Period:
    year = periods.of_school_year(school_year(until or since or clock.today()))
    period = Period(since or year.first, until or year.last)
    if fault := periods.fault_of(period.first, period.last):
        raise click.ClickException(fault)
    return period


def _write(kind: ReportKind, number: int, asked: Asked) -> None:
    with _refusals(kind.value, number, asked.path):
        viewer = participation.get_reader(asked.reader)
        order = _order(kind, number, viewer, asked)
        prints.check(person=viewer, order=order)
        report = documents.build(kind, viewer, number, asked.period, named=order.named)
        if fault := documents.fault_of(report, order.language):
            raise Conflict(fault)
        document, code = files.make(order, report)
        asked.path.write_bytes(document)
        with unit_of_work():
            prints.record(person=viewer, order=order, code=code)
    click.echo(_("Written: %(file)s", file=asked.path))


@contextmanager
def _refusals(kind: str, number: int, path: Path) -> Iterator[None]:
    """Say in a sentence what cannot be done."""
    try:
        yield
    except NotFound as absent:
        said = _(
            "This person follows no %(kind)s %(number)s: check the number and the email.",
            kind=kind,
            number=number,
        )
        raise click.ClickException(said) from absent
    except (Conflict, Denied, Unavailable) as refused:
        raise click.ClickException(str(refused)) from refused
    except OSError as full:
        said = _("Cannot write %(file)s. Choose another folder or file.", file=path)
        raise click.ClickException(said) from full


@group.command("pack", help="Un document par élève, en ZIP · One document a student, zipped.")
@click.argument("number", type=int, metavar="ID")
@click.option(
    "--of",
    "scope",
    type=click.Choice([scope.value for scope in PackScope]),
    default=PackScope.CLASS_GROUP.value,
    help="De quoi ID est le numéro · What ID is the number of.",
)
@click.option(
    "--kind",
    type=click.Choice([PrintKind.STUDENT.value, PrintKind.ATTESTATION.value]),
    default=PrintKind.STUDENT.value,
    help="Rapport ou attestation · Report or attestation.",
)
@click.option(
    "--processes", type=click.IntRange(1, 8), default=2, help="Processus · Processes (2)."
)
def pack(number: int, scope: str, kind: str, processes: int, path: Path, **asked: Any) -> None:
    """Make a pack as the worker does, and copy its file; it stands in the list of packs, too."""
    with in_language(asked["lang"] or "fr"):
        period = _period(asked["since"], asked["until"])
        with _refusals(scope, number, path):
            viewer = participation.get_reader(asked["reader"])
            wanted = PackOrder(
                kind=kind,
                scope=scope,
                number=number,
                language=asked["lang"] or viewer.language,
                first=period.first,
                last=period.last,
                meant_for=PrintFor.OUTSIDE if asked["reason"] else PrintFor.SCHOOL,
                reason=asked["reason"],
            )
            with unit_of_work():
                made = packs.order(person=viewer, wanted=wanted, send_key=uuid4().hex).id
            _finish(made, processes)
            shutil.copyfile(pack_queries.archive(made), path)
        click.echo(_("Written: %(file)s", file=path))


def _finish(pack_id: int, processes: int) -> None:
    # The worker's modules are a second of imports that no other command here needs.
    from portal.worker.packs import finish  # noqa: PLC0415

    if failure := finish(pack_id, processes=processes):
        said = _("The pack could not be made (%(why)s); it was tried twice.", why=failure)
        raise click.ClickException(said)


for _option in OPTIONS:
    pack = _option(pack)


_add(ReportKind.STUDENT, "Rapport de l’élève ID · Report of the student ID.")
_add(ReportKind.ATTESTATION, "Attestation de l’élève ID · Attestation of the student ID.")
_add(ReportKind.CLASS_GROUP, "Rapport nominatif du groupe ID · Report of the class group ID.")
_add(ReportKind.SCHOOL, "Rapport sans noms de l’école ID · Report of the school ID.")
_add(ReportKind.GOVERNING_BOARD, "Plan COSP de l’école ID · Guidance plan of the school ID.")
_add(ReportKind.BOARD, "Rapport sans noms de l’organisme · Report of the whole board.")
