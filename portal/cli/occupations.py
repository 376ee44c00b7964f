"""`flask occupations`: what the occupation box would suggest; Statistics Canada's titles."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import click
from flask.cli import AppGroup

from portal.cli.imports import progress_bar, refusal, refusals, say_faults
from portal.extensions import unit_of_work
from portal.i18n import LANGUAGES, _, _n
from portal.search.finder import Finder
from portal.search.occupation_names import make_finder
from portal.search.occupations import suggest
from portal.search.suggestions import suggestion_rows
from portal.services import occupation_names
from portal.services.occupation_titles import language_of
from portal.services.rolls import Report

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
    known = make_finder()
    if batch is not None:
        _fail_for(_answer_lines(batch, lang, known))
    else:
        _print(suggestion_rows(query or "", lang, known=known), as_json=as_json)


@group.command("import")
@click.argument(
    "files",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE...",
)
@click.option(
    "--language",
    "--lang",
    "said",
    type=click.Choice(LANGUAGES),
    help="Langue des titres, sinon reconnue · Of the titles; recognized when not said.",
)
@click.option("--dry-run", is_flag=True, help="Dire sans faire · Only say what would be done.")
@click.option("--keep-good", is_flag=True, help="Bonnes lignes seulement · Good lines only.")
def import_command(
    files: Sequence[Path], said: str | None, dry_run: bool, keep_good: bool
) -> None:
    """Import Statistics Canada's example titles of NOC 2021, so that the box finds all 58,000.

    FILE is the elements of the classification as published, in French or English, or a CSV
    file with the columns "code" and "title". All files are checked before anything is written.
    Importing again adds only what is new; what the board took away stays away.

    Importe les appellations d’emploi de la CNP 2021 de Statistique Canada : les éléments de la
    classification tels que publiés, en français ou en anglais, ou un fichier CSV à deux colonnes,
    « code » et « titre ». Tous les fichiers sont vérifiés avant que rien ne soit écrit. Importer
    de nouveau n’ajoute que ce qui est nouveau; ce que l’organisme a retiré reste retiré.
    """
    with refusals():
        contents = [(path.name, path.read_bytes()) for path in files]
        orders = [(name, content, language_of(content, said)) for name, content in contents]
        faulty = sum(_check(*order, told=dry_run) for order in orders)
        if faulty and not keep_good:
            raise click.ClickException(refusal(Report(faulty_lines=faulty)))
        if not dry_run:
            with unit_of_work():
                for order in orders:
                    _import(*order, keep_good=keep_good)


def _check(name: str, content: bytes, language: str, *, told: bool) -> int:
    """Check a file and name its bad lines; return how many there are."""
    with progress_bar(content, _("Checking")) as tell:
        report, kept_away = occupation_names.check_titles(
            content=content, language=language, progress=tell
        )
    say_faults(report)
    if told:
        click.echo(_("%(file)s: nothing was written; this is what would be done.", file=name))
        _say_titles(report, kept_away)
    return report.faulty_lines


def _import(name: str, content: bytes, language: str, *, keep_good: bool) -> None:
    with progress_bar(content, _("Importing")) as tell:
        report, kept_away = occupation_names.import_titles(
            actor=None, content=content, language=language, keep_good=keep_good, progress=tell
        )
    click.echo(_("%(file)s: imported.", file=name))
    _say_titles(report, kept_away)


def _say_titles(report: Report, kept_away: int) -> None:
    special = [
        (_("Lines that hold no example title"), report.others),
        (_("Taken away by the board, left so"), kept_away),
        (_("Lines left out"), report.faulty_lines),
    ]
    figures = [
        (_("Lines read"), report.read),
        (_("New names"), report.created),
        (_("Known already"), report.unchanged),
        *((label, count) for label, count in special if count),
    ]
    for label, count in figures:
        click.echo("  " + _("%(label)s: %(count)s", label=label, count=count))


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


def _answer_lines(lines: Iterable[bytes], lang: str, known: Finder) -> int:
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
            found = [occupation.noc for occupation in suggest(query, language, known=known)]
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
