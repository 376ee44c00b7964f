"""`flask search`: the copy of the directory that searches read."""

import click
from flask.cli import AppGroup

from portal.search import index

group = AppGroup("search", help="The search index: a copy of the directory, made anew at will.")


@group.command("rebuild")
def rebuild_command() -> None:
    """Build the index anew beside the one in use, then swap; searches go on meanwhile."""
    with click.progressbar(length=1, label="Mentors") as bar:

        def show(done: int, everyone: int) -> None:
            bar.length = everyone
            bar.update(done - bar.pos)

        number = index.rebuild(show)
    click.echo(f"{number} mentors indexed.")


@group.command("check")
def check_command() -> None:
    """Compare the index with the database; print each difference and fail if there is one."""
    try:
        differences = index.check()
    except index.IndexOutOfOrder as broken:
        raise click.ClickException(f"{broken}. Run: flask search rebuild") from broken
    for line in differences:
        click.echo(line)
    if differences:
        raise click.ClickException(
            f"{len(differences)} differences. If no job waits (flask jobs work), "
            "run: flask search rebuild"
        )
    click.echo("The index and the database agree.")
