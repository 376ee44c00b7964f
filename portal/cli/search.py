"""`flask search`: the copy of the directory that searches read."""

import click
from flask.cli import AppGroup

from portal.i18n import _, _n
from portal.search import index, posts

group = AppGroup("search", help="Index de recherche · The search index.")


@group.command("rebuild")
def rebuild_command() -> None:
    """Build the index anew beside the one in use, then swap; searches go on meanwhile.

    Refait l’index à côté de celui qui sert, puis le remplace; la recherche continue entre-temps.
    """
    with click.progressbar(length=1, label=_("Mentors")) as bar:

        def show(done: int, everyone: int) -> None:
            bar.length = everyone
            bar.update(done - bar.pos)

        number = index.rebuild(show)
    click.echo(_n("%(num)s mentor indexed.", "%(num)s mentors indexed.", number))
    found = posts.rebuild_posts()
    click.echo(_n("%(num)s group message indexed.", "%(num)s group messages indexed.", found))


@group.command("check")
def check_command() -> None:
    """Compare the index with the database; print each difference and fail if there is one.

    Compare l’index avec la base; affiche chaque différence et échoue s’il y en a.
    """
    try:
        differences = [*index.check(), *posts.check_posts()]
    except index.IndexOutOfOrder as broken:
        sentence = _("There is no index that can be read. Run: flask search rebuild")
        raise click.ClickException(sentence) from broken
    for line in differences:
        click.echo(line)
    if differences:
        raise click.ClickException(
            _n(
                "%(num)s difference. If no job waits, run: flask search rebuild",
                "%(num)s differences. If no job waits, run: flask search rebuild",
                len(differences),
            )
        )
    click.echo(_("The index and the database agree."))
