"""`flask occupations`: what the occupation box would suggest."""

import json

import click
from flask.cli import AppGroup

from portal.i18n import LANGUAGES
from portal.search.suggestions import suggestion_rows

group = AppGroup("occupations", help="Les 516 professions · The 516 occupations.")


@group.command("suggest")
@click.argument("query")
@click.option(
    "--lang", type=click.Choice(LANGUAGES), default="fr", help="Langue des titres · Titles."
)
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Le JSON de la page · The JSON of /occupations/suggest.",
)
def suggest_command(query: str, lang: str, as_json: bool) -> None:
    """Print the occupations that QUERY may mean, best first, as the box would suggest them.

    Affiche les professions que QUERY peut désigner, la meilleure d’abord, comme dans la page.
    """
    rows = suggestion_rows(query, lang)
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        click.echo(f"{row['noc']}  {row['title']} · {row['sector']} · {row['mentors']}")
