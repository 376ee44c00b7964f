"""What every import from the terminal has in common: the check, the progress, the words."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click

from portal.errors import PortalError
from portal.extensions import unit_of_work
from portal.i18n import LANGUAGES, _, _n
from portal.services import imports
from portal.services.imports import Order, Refused, Report

language_option = click.option(
    "--lang",
    "language",
    type=click.Choice(LANGUAGES),
    default="fr",
    show_default=True,
    help="Langue des réponses · Language of the answers.",
)


def carry_out(order: Order, *, dry_run: bool = False, keep_good: bool = False) -> None:
    """Check the whole file, say what is wrong, import it when that is allowed.

    Ends with exit code 1 when nothing was imported because of the file.
    """
    with refusals():
        with progress_bar(order.content, _("Checking")) as tell:
            report = imports.check(order, progress=tell)
        if dry_run or (report.fault_count and not keep_good):
            _say(report, order, done=False)
            if report.fault_count:
                raise click.ClickException(refusal(report))
            return
        with progress_bar(order.content, _("Importing")) as tell, unit_of_work():
            report = imports.carry_out(order, actor=None, keep_good=keep_good, progress=tell)
    _say(report, order, done=True)


@contextmanager
def refusals() -> Iterator[None]:
    """Turn a refusal of the portal into a sentence and exit code 1."""
    try:
        yield
    except Refused as refused:  # someone else was faster between the check and the import
        say_faults(refused.report)
        raise click.ClickException(refusal(refused.report)) from refused
    except PortalError as error:
        raise click.ClickException(str(error)) from error


def refusal(report: Report) -> str:
    """Say that nothing was imported, why, and what to do."""
    return _n(
        "Nothing was imported: %(num)s line is wrong. Correct it, or use --keep-good.",
        "Nothing was imported: %(num)s lines are wrong. Correct them, or use --keep-good.",
        report.faulty_lines,
    )


@contextmanager
def progress_bar(content: bytes, label: str) -> Iterator[Callable[[int], None]]:
    """Show how far a file is read; give what is to be told each time some lines more are."""
    lines = content.count(b"\n")
    with click.progressbar(length=lines, label=label, file=sys.stderr) as bar:
        yield bar.update


def _say(report: Report, order: Order, *, done: bool) -> None:
    say_faults(report)
    if report.whole_file and order.board_code:
        click.echo(
            _(
                "No column says of which board a school is: every line counts as of %(code)s.",
                code=order.board_code,
            )
        )
    if report.never_kept:
        click.echo(_("Never kept: %(columns)s.", columns=", ".join(report.never_kept)))
    if report.left_aside:
        click.echo(_("Columns left aside: %(columns)s.", columns=", ".join(report.left_aside)))
    click.echo(_("Imported.") if done else _("Nothing was written; this is what would be done."))
    for label, count in figures(report):
        click.echo("  " + _("%(label)s: %(count)s", label=label, count=count))


def say_faults(report: Report) -> None:
    """Name each bad line on standard error."""
    for fault in report.faults:
        line = _("Line %(number)s: %(reason)s", number=fault.line, reason=fault.sentence)
        click.echo(line, err=True)


def figures(report: Report) -> list[tuple[str, int]]:
    """Return the counts of a report with their names; special ones when there are any."""
    special: list[tuple[Any, int]] = [
        (_("From another school"), report.moved),
        (_("Of other boards, passed over"), report.others),
        (_("Lines left out"), report.faulty_lines),
    ]
    return [
        (_("Lines read"), report.read),
        (_("Created"), report.created),
        (_("Changed"), report.changed),
        (_("Unchanged"), report.unchanged),
        (_("Not in the file, left untouched"), report.untouched),
        *((label, count) for label, count in special if count),
    ]
