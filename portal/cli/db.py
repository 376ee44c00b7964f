"""`flask db`: the migrations, by Flask-Migrate's own commands.

Only these need Flask-Migrate and what it stands on (Alembic, Mako, Pygments): 8 MiB that every
web process would hold, and no page uses.
"""

from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext
from flask_migrate import Migrate
from flask_migrate.cli import db as theirs

from portal.extensions import db

MIGRATIONS = Path(__file__).parent.parent / "migrations"


@click.group(cls=AppGroup, commands=theirs.commands, params=theirs.params)
@with_appcontext
@click.pass_context
def group(context: click.Context, /, **options: object) -> None:
    """Tables de la base de données · The tables of the database."""
    prepare()
    context.invoke(theirs, **options)  # notes the options where their commands look


def prepare() -> None:
    """Let this application's migrations be found; needs an application."""
    Migrate(current_app, db, directory=str(MIGRATIONS))
