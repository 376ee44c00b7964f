"""`flask settings`: every setting of the server."""

import click

from portal import settings


@click.command("settings")
def command() -> None:
    """Print docs/operators/settings.md: every setting, its default, what it is for."""
    click.echo(settings.as_markdown(), nl=False)
