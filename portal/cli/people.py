"""`flask people`: students, mentors and staff, from files and one by one."""

import sys
from pathlib import Path

import click
from flask.cli import AppGroup

from portal.cli.imports import carry_out, language_option, refusals
from portal.extensions import unit_of_work
from portal.i18n import LANGUAGES, _, in_language
from portal.models.imports import ImportKind
from portal.models.people import Role
from portal.services import imports, people, programs, staff
from portal.services.imports import Order
from portal.services.staff import Account

group = AppGroup("people", help="Élèves, mentors, personnel · Students, mentors, staff.")

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@group.group("import")
def importing() -> None:
    """Import people from a file (CSV). The whole file is checked first.

    Importe des personnes d’un fichier CSV. Tout le fichier est d’abord vérifié.
    """


@importing.command("students")
@click.argument("file", type=FILE)
@click.option(
    "--school", "code", required=True, help="Code de l’école · The school's code (CD_ORGNS)."
)
@click.option("--dry-run", is_flag=True, help="Dire sans faire · Only say what would be done.")
@click.option("--keep-good", is_flag=True, help="Bonnes lignes seulement · Good lines only.")
@language_option
def students_command(file: Path, code: str, dry_run: bool, keep_good: bool, language: str) -> None:
    """Import the students of one school from FILE.

    Columns: prénom, nom, date de naissance, niveau, identifiant local; optional: groupe-repère,
    langue, courriel. Importing again changes only what changed; nobody is removed.

    Importe les élèves d’une école. Importer de nouveau ne modifie que ce qui a changé; personne
    n’est retiré.
    """
    with in_language(language):
        with refusals():
            school_id = imports.school_id_of(code=code)
        order = Order(ImportKind.STUDENTS, file.read_bytes(), school_id=school_id)
        carry_out(order, dry_run=dry_run, keep_good=keep_good)


@importing.command("mentors")
@click.argument("file", type=FILE)
@click.option(
    "--screened", is_flag=True, help="Les six étapes sont faites · All six steps are done."
)
@click.option("--by", "email", help="Courriel de qui l’atteste · Email of who says so.")
@click.option("--dry-run", is_flag=True, help="Dire sans faire · Only say what would be done.")
@click.option("--keep-good", is_flag=True, help="Bonnes lignes seulement · Good lines only.")
@language_option
def mentors_command(
    file: Path, screened: bool, email: str | None, dry_run: bool, keep_good: bool, language: str
) -> None:
    """Import mentors from FILE, as applicants, or --screened.

    Columns: prénom, nom, courriel, CNP, région, parcours; optional: langue, titre, employeur,
    langues, bio, sujets, capacité. Each new mentor is invited by email.

    Importe des mentores et mentors : candidatures, ou sélection déjà faite avec --screened. Chaque
    nouvelle personne reçoit une invitation par courriel.
    """
    with in_language(language):
        if screened is not (email is not None):
            raise click.UsageError(_("--screened and --by EMAIL go together."))
        with refusals():
            by = (Role.COORDINATOR, Role.ADMINISTRATOR)
            vouching = staff.acting(email=email, roles=by).id if email else None
        order = Order(ImportKind.MENTORS, file.read_bytes(), screened_by_id=vouching)
        carry_out(order, dry_run=dry_run, keep_good=keep_good)


@group.command("create-administrator")
@click.option("--email", prompt="Courriel · Email")
@click.option("--given", "given_name", prompt="Prénom · Given name", help="Prénom · Given name.")
@click.option("--family", "family_name", prompt="Nom · Family name", help="Nom · Family name.")
@click.option("--language", type=click.Choice(LANGUAGES), default="fr", show_default=True)
def create_administrator_command(
    email: str, given_name: str, family_name: str, language: str
) -> None:
    """Create an administrator; the password is asked for, or read from standard input.

    Crée un compte d’administration; le mot de passe est demandé, ou lu sur l’entrée standard.
    """
    with in_language(language):
        password = _password()
        with refusals(), unit_of_work():
            programs.ensure_default()
            people.create_administrator(
                given_name=given_name,
                family_name=family_name,
                email=email,
                password=password,
                language=language,
            )
        click.echo(_("The administrator may sign in now."))


@group.command("add-staff")
@click.option("--email", required=True)
@click.option("--given", "given_name", required=True, help="Prénom · Given name.")
@click.option("--family", "family_name", required=True, help="Nom · Family name.")
@click.option(
    "--role",
    "roles",
    multiple=True,
    required=True,
    type=click.Choice([role.value for role in staff.STAFF_ROLES]),
)
@click.option("--school", "codes", multiple=True, help="École suivie (code) · A school to follow.")
@click.option(
    "--class-group", "groups", multiple=True, help="CODE:NAME, groupe suivi · a group to follow."
)
@click.option("--language", type=click.Choice(LANGUAGES), default="fr", show_default=True)
def add_staff_command(
    email: str,
    given_name: str,
    family_name: str,
    roles: tuple[str, ...],
    codes: tuple[str, ...],
    groups: tuple[str, ...],
    language: str,
) -> None:
    """Create a member of the staff, who is invited by email to choose a password.

    Crée un compte du personnel; un courriel invite la personne à choisir son mot de passe.
    """
    with in_language(language), refusals():
        account = Account(
            given_name,
            family_name,
            email,
            language,
            frozenset(map(Role, roles)),
            frozenset(imports.school_id_of(code=code) for code in codes),
            frozenset(map(_class_group_id, groups)),
        )
        with unit_of_work():
            staff.add(actor=None, account=account)
        click.echo(_("The invitation is on its way to %(email)s.", email=email))


def _class_group_id(told: str) -> int:
    code, colon, name = told.partition(":")
    if not colon:
        raise click.UsageError(_("Write --class-group CODE:NAME, such as 123456:401."))
    return staff.class_group_id_of(school_code=code, name=name)


def _password() -> str:
    """Ask for a password twice on a terminal; take the first line of a pipe."""
    if sys.stdin.isatty():
        asked: str = click.prompt(
            _("Password"), hide_input=True, confirmation_prompt=_("Password again")
        )
        return asked
    return sys.stdin.readline().rstrip("\r\n")
