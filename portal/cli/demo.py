"""`flask demo`: invented people to try the portal with."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from portal.demo.load import ACCOUNTS, load
from portal.demo.sizes import SIZES
from portal.errors import PortalError
from portal.extensions import unit_of_work
from portal.search import index
from portal.search.posts import mend_posts

group = AppGroup("demo", help="Données de démonstration · Demo data.")

ACCOUNTS_FILE = "demo-accounts.txt"


@group.command("load")
@click.option("--size", type=click.Choice(list(SIZES)), default="small", show_default=True)
@click.option("--seed", type=int, default=1, show_default=True, help="Same seed, same people.")
def load_command(size: str, seed: int) -> None:
    """Load invented people and conversations into an empty database.

    Charge des personnes et des échanges inventés dans une base vide.
    """
    wanted = SIZES[size]
    length = wanted.mentors + wanted.students + wanted.matches
    try:
        with click.progressbar(length=length, label=size) as bar, unit_of_work():
            password = load(size, seed=seed, progress=lambda _kind, count: bar.update(count))
    except PortalError as refusal:
        raise click.ClickException(str(refusal)) from refusal
    index.rebuild()
    mend_posts()
    text = accounts_text(password)
    path = Path(str(current_app.config["INSTANCE"])) / ACCOUNTS_FILE
    path.touch(mode=0o600)
    path.write_text(text, encoding="utf-8")
    click.echo(text)


def accounts_text(password: str) -> str:
    """Return who may sign in to the demo, as the terminal shows it."""
    lines = [f"  {account.username:16} {account.role}" for account in ACCOUNTS]
    title = "Démonstration : qui peut ouvrir une session · Demo: who may sign in"
    return "\n".join([title, *lines, f"Mot de passe · Password: {password}", ""])
