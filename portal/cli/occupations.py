"""`flask occupations`: what the occupation box would suggest."""

import json
from collections.abc import Iterable
from typing import Any, BinaryIO

import click
from flask.cli import AppGroup

from portal.i18n import LANGUAGES, _, _n
from portal.search.occupations import suggest
from portal.search.suggestions import suggestion_rows

group = AppGroup("occupations", help="Les 516 professions · The 516 occupations.")


@group.command("suggest")
@click.argument("query", required=False)
@click.option(
    "--lang", type=click.Choice(LANGUAGES), default="fr", help="Langue des titres · Titles."
)
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Le JSON de la page · The JSON of /occupations/suggest.",
)
@click.option(
    "--batch",
    type=click.File("rb"),
    metavar="FILE.jsonl",
    help="Une requête par ligne, « - » pour l’entrée standard · A query a line, - for input.",
)
def suggest_command(query: str | None, lang: str, as_json: bool, batch: BinaryIO | None) -> None:
    """Print the occupations that QUERY may mean, best first, as the box would suggest them.

    With --batch, a line {"id", "q"}, perhaps with "lang", gives {"id", "noc": [...]}, at most
    10, in the same order. A line that cannot be read is named on standard error, the others
    are answered, and the command fails.

    Affiche les professions que QUERY peut désigner, la meilleure d’abord, comme dans la page.
    Avec --batch, une réponse par ligne ; une ligne illisible est nommée sur la sortie d’erreur,
    les autres reçoivent leur réponse, et la commande échoue.
    """
    if (query is None) is (batch is None):
        raise click.UsageError(_("Give either a query or --batch, and not both."))
    if batch is not None:
        _fail_for(_answer_lines(batch, lang))
    else:
        _print(suggestion_rows(query or "", lang), as_json=as_json)


def _print(rows: list[dict[str, str | int]], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        also = f" ({row['also']})" if row["also"] else ""
        click.echo(f"{row['noc']}  {row['title']}{also} · {row['sector']} · {row['mentors']}")


def _fail_for(wrong: int) -> None:
    if wrong:
        raise click.ClickException(
            _n("%(num)s line could not be read.", "%(num)s lines could not be read.", wrong)
        )


def _answer_lines(lines: Iterable[bytes], lang: str) -> int:
    """Print the answer to each line as it comes; return how many lines could not be read."""
    wrong = 0
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            name, query, language = _read(line, lang)
        except (ValueError, KeyError, TypeError, RecursionError):
            wrong += 1
            sentence = _("Line %(number)s: not a JSON object with “id” and “q”.", number=number)
            click.echo(sentence, err=True)
        else:
            found = [occupation.noc for occupation in suggest(query, language)]
            click.echo(json.dumps({"id": name, "noc": found}))
    return wrong


def _read(line: bytes, lang: str) -> tuple[Any, str, str]:
    """Return the id of a line, as it is, its query and its language.

    Raises ValueError, KeyError, TypeError or RecursionError when it is no such line.
    """
    row = json.loads(line.decode("utf-8-sig"))
    name, query, language = row["id"], row["q"], row.get("lang", lang)
    if not isinstance(query, str) or language not in LANGUAGES:
        raise TypeError("a query is a string, in one of the two languages")
    return name, query, language
