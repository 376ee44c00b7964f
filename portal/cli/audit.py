"""`flask audit`: whether the record of who did what is whole."""

import click
from flask.cli import AppGroup

from portal.i18n import _, _n
from portal.services import audit

group = AppGroup("audit", help="Journal des décisions · The record of decisions.")


@group.command("verify")
@click.option("--seen", default="", help="Empreinte notée plus tôt · A hash noted down earlier.")
def verify_command(seen: str) -> None:
    """Follow the chain of the audit from its first line; name each line that does not fit.

    Each text that a moderator decided on is held against its hash, too. The hash of the last
    line, kept elsewhere and given back with --seen, shows that no line after it was taken away.

    Suit la chaîne du journal depuis sa première ligne; nomme chaque ligne qui ne s’y rattache pas,
    et chaque texte décidé qui a changé depuis. L’empreinte de la dernière ligne, gardée ailleurs
    puis redonnée avec --seen, montre qu’aucune ligne n’a été retirée à la fin.
    """
    broken, changed = list(audit.broken()), list(audit.changed_originals())
    for number in broken:
        click.echo(
            _("Line %(number)s was changed, or the line before it is missing.", number=number)
        )
    for number in changed:
        click.echo(_("The text of message %(number)s is not the one decided on.", number=number))
    if seen and not audit.holds(seen):
        raise click.ClickException(_("The line noted down earlier is no longer there."))
    if broken:
        raise click.ClickException(
            _n("%(num)s line does not fit.", "%(num)s lines do not fit.", len(broken))
        )
    if changed:
        raise click.ClickException(
            _n("%(num)s text has changed.", "%(num)s texts have changed.", len(changed))
        )
    click.echo(_("Every line follows from the one before it."))
    click.echo(_("To note down elsewhere: %(hash)s", hash=audit.last_hash() or "-"))
