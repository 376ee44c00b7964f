"""`flask audit`: whether the record of who did what is whole."""

import click
from flask.cli import AppGroup

from portal.i18n import _, _n
from portal.services import audit

group = AppGroup("audit", help="Journal des décisions · The record of decisions.")


@group.command("verify")
def verify_command() -> None:
    """Follow the chain of the audit from its first line; name each line that does not fit.

    Suit la chaîne du journal depuis sa première ligne; nomme chaque ligne qui ne s’y rattache pas.
    """
    broken = list(audit.broken())
    for number in broken:
        click.echo(
            _("Line %(number)s was changed, or the line before it is missing.", number=number)
        )
    if broken:
        raise click.ClickException(
            _n("%(num)s line does not fit.", "%(num)s lines do not fit.", len(broken))
        )
    click.echo(_("Every line follows from the one before it."))
