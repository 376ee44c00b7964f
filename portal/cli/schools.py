"""`flask schools`: the schools of the board."""

from pathlib import Path

import click
from flask.cli import AppGroup

from portal.cli.imports import carry_out, language_option
from portal.i18n import in_language
from portal.models.imports import ImportKind
from portal.services.imports import Order

group = AppGroup("schools", help="Les écoles · The schools of the board.")


@group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--board", "code", required=True, help="Code de l’organisme, six chiffres · The board's code."
)
@click.option("--dry-run", is_flag=True, help="Dire sans faire · Only say what would be done.")
@click.option("--keep-good", is_flag=True, help="Bonnes lignes seulement · Good lines only.")
@language_option
def import_command(file: Path, code: str, dry_run: bool, keep_good: bool, language: str) -> None:
    """Import the schools of one board from the ministry's open FILE (CSV).

    Columns CD_ORGNS, NOM_OFFCL, NOM_MUNCP, SEC, FORM_PRO, ADULTE, RESEAU, SITE_WEB, CD_CS...
    Importing again changes only what changed.

    Importe les écoles d’un organisme scolaire du fichier ouvert du ministère. Importer de nouveau
    ne modifie que ce qui a changé.
    """
    with in_language(language):
        order = Order(ImportKind.SCHOOLS, file.read_bytes(), board_code=code.strip().zfill(6))
        carry_out(order, dry_run=dry_run, keep_good=keep_good)
