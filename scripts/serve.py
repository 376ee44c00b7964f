"""What `scripts/start` does: install, migrate, load the demo, serve with the job worker beside.

It runs twice in one process: with the system's Python, which needs the standard
library only, and then with `.venv`'s.
"""

import argparse
import ipaddress
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import prepare
import processes
from prepare import ROOT, VENV, say

if TYPE_CHECKING:
    from flask import Flask

HELP = """\
Serve the portal with its job worker beside it; install and prepare what is missing first.
PORTAL_INSTANCE chooses the folder of all that the portal owns (default: instance/).

Sert le portail, avec son exécuteur de tâches à côté; installe et prépare d’abord ce qui manque.
PORTAL_INSTANCE choisit le dossier de tout ce que possède le portail (par défaut : instance/)."""

ACCOUNTS = "demo-accounts.txt"
LOADING = "demo-loading"


def options(arguments: list[str]) -> argparse.Namespace:
    """Return what the command line asks for."""
    parser = argparse.ArgumentParser(
        prog="scripts/start",
        description=HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to bind · adresse d’écoute")
    parser.add_argument("--port", type=int, default=8000, help="port (8000)")
    parser.add_argument(
        "--demo",
        choices=("small", "board", "academos", "none"),
        help="invented data for the first start: small unless told otherwise · "
        "données inventées au premier démarrage : small, sauf avis contraire",
    )
    parser.add_argument(
        "--workers", type=int, default=2, help="web processes (2) · processus web (2)"
    )
    return parser.parse_args(arguments)


def refuse(english: str, french: str) -> NoReturn:
    """End with a sentence that says what to do."""
    say(english, french)
    raise SystemExit(1)


def is_loopback(host: str) -> bool:
    """Say whether only this machine reaches `host`."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def instance_folder() -> Path:
    """Return the folder of all that the portal owns, as `portal.settings` finds it."""
    return Path(os.environ.get("PORTAL_INSTANCE") or ROOT / "instance").resolve()


def refuse_what_cannot_be(given: argparse.Namespace) -> None:
    """End before anything is done when the port is taken or a demo would be reachable."""
    if given.workers < 1 or not 0 < given.port < 65536:
        refuse(
            "--workers must be at least 1, and --port between 1 and 65535.",
            "--workers doit être au moins 1, et --port entre 1 et 65535.",
        )
    family = socket.AF_INET6 if ":" in given.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((given.host, given.port))
        except OSError:
            refuse(
                f"Nothing can be served on {given.host}, port {given.port}: another program uses "
                "it, or it is not an address of this machine. Choose another --port or --host.",
                f"Impossible de servir sur {given.host}, port {given.port} : un autre programme "
                "l’occupe, ou ce n’est pas une adresse de cette machine. "
                "Choisissez-en une autre avec --port ou --host.",
            )


def refuse_open_demo(host: str) -> None:
    """End when the invented people, whose passwords are printed, could be reached from outside."""
    if not is_loopback(host):
        refuse(
            f"This is demo data: anyone may sign in with the printed passwords, so it is served "
            f"on 127.0.0.1 only, not on {host}. Start with --demo none and a fresh "
            "PORTAL_INSTANCE to serve real people.",
            f"Ce sont des données de démonstration : n’importe qui peut ouvrir une session avec "
            f"les mots de passe affichés; elles ne sont donc servies que sur 127.0.0.1, pas sur "
            f"{host}. Pour de vraies personnes : --demo none et un PORTAL_INSTANCE neuf.",
        )


def settle_environment(given: argparse.Namespace, *, demo: bool) -> None:
    """Set what the portal reads from its environment, unless the operator already did."""
    if demo:
        os.environ["PORTAL_DEMO"] = "yes"
    shown = given.host if is_loopback(given.host) else "127.0.0.1"
    shown = f"[{shown}]" if ":" in shown else shown
    os.environ.setdefault("PORTAL_BASE_URL", f"http://{shown}:{given.port}")


def flask(*command: str) -> None:
    """Run a `flask` command; end when it fails."""
    line = [sys.executable, "-m", "flask", *command]
    if subprocess.run(line, cwd=ROOT, check=False).returncode:
        refuse(
            f"“flask {' '.join(command)}” failed: see the lines above.",
            f"« flask {' '.join(command)} » a échoué : voyez les lignes ci-dessus.",
        )


def bring_tables_up_to_date(app: "Flask") -> None:
    """Run the migrations that this database has not seen."""
    from portal.queries import health  # noqa: PLC0415  # only .venv's Python has what it needs

    with app.app_context():
        current = health.tables_are_current()
    if not current:
        say("Preparing the database...", "Préparation de la base de données...")
        flask("db", "upgrade")


def holds_people(app: "Flask") -> bool:
    """Say whether anyone is in the database."""
    from sqlalchemy import text  # noqa: PLC0415

    from portal.extensions import db  # noqa: PLC0415

    with app.app_context():
        found = db.session.execute(text("SELECT 1 FROM person LIMIT 1")).first()
        db.session.remove()
    return found is not None


def refuse_half_a_demo(folder: Path) -> None:
    """End when a load of demo data was cut short after the people were written.

    Nothing is deleted here: only the operator knows that nobody else is in there.
    """
    if (folder / LOADING).exists() and not (folder / ACCOUNTS).exists():
        refuse(
            f"Loading demo data into {folder} was cut short. Choose another folder with "
            "PORTAL_INSTANCE, or empty this one, and start again.",
            f"Le chargement de données de démonstration dans {folder} a été interrompu. "
            "Choisissez un autre dossier avec PORTAL_INSTANCE, ou videz celui-ci, "
            "puis redémarrez.",
        )


def load_demo(size: str, folder: Path) -> None:
    """Load invented people, marked so that a load cut short is noticed at the next start."""
    say(
        f"Loading the demo data ({size})...",
        f"Chargement des données de démonstration ({size})...",
    )
    (folder / LOADING).touch()
    flask("demo", "load", "--size", size, "--seed", "1")
    (folder / LOADING).unlink()


def serve(given: argparse.Namespace) -> int:
    """Prepare the instance folder, then serve until Ctrl-C. Return the exit code."""
    sys.path.insert(0, str(ROOT))
    os.chdir(ROOT)
    folder = instance_folder()
    demo = (folder / ACCOUNTS).exists()
    if demo and given.demo == "none":
        refuse(
            f"{folder} holds demo data. Choose another folder with PORTAL_INSTANCE.",
            f"{folder} contient des données de démonstration. "
            "Choisissez un autre dossier avec PORTAL_INSTANCE.",
        )
    if demo:
        refuse_open_demo(given.host)
    import catalogues  # noqa: PLC0415

    catalogues.compile_all()
    settle_environment(given, demo=demo)
    app = _application()
    bring_tables_up_to_date(app)
    if not holds_people(app):
        demo = first_start(given, folder)
    elif not demo:
        refuse_half_a_demo(folder)
        if given.demo not in (None, "none"):
            say(
                f"{folder} already holds people: no demo data is loaded.",
                f"{folder} contient déjà des personnes : aucune donnée inventée n’est chargée.",
            )
    app.config["DEMO"] = app.config["DEMO"] or demo
    _let_go_of_connections(app)
    return serve_and_work(app, given, demo=demo)


def first_start(given: argparse.Namespace, folder: Path) -> bool:
    """Load the demo data unless none is wanted; say whether it was loaded."""
    if given.demo == "none":
        say(
            "No one can sign in yet. Make the first administrator with:\n"
            "    .venv/bin/flask people create-administrator",
            "Personne ne peut encore ouvrir de session. Créez le premier compte "
            "d’administration avec :\n    .venv/bin/flask people create-administrator",
        )
        return False
    refuse_open_demo(given.host)
    os.environ["PORTAL_DEMO"] = "yes"
    load_demo(given.demo or "small", folder)
    return True


def _application() -> "Flask":
    from portal import create_app  # noqa: PLC0415
    from portal.errors import WrongSettings  # noqa: PLC0415

    try:
        return create_app()
    except WrongSettings as wrong:
        refuse(f"The settings are wrong:\n{wrong}", f"Les réglages sont erronés :\n{wrong}")


def _let_go_of_connections(app: "Flask") -> None:
    from portal.extensions import db  # noqa: PLC0415

    with app.app_context():
        db.engine.dispose()


def serve_and_work(app: "Flask", given: argparse.Namespace, *, demo: bool) -> int:
    """Run the web server and the job worker until one ends or someone ends both."""

    def announce(_server: object) -> None:
        address = f"http://{given.host}:{given.port}"
        say(f"Lanterne: {address} (Ctrl-C ends it)", f"Lanterne : {address} (Ctrl-C y met fin)")
        if demo:
            print((instance_folder() / ACCOUNTS).read_text(encoding="utf-8"), flush=True)

    sys.stdout.flush()
    return processes.side_by_side(
        {
            ("web server", "serveur web"): lambda: _serve_web(app, given, announce),
            ("job worker", "exécuteur de tâches"): lambda: _work(app),
        }
    )


def _serve_web(
    app: "Flask", given: argparse.Namespace, announce: Callable[[object], None]
) -> None:
    import gunicorn_settings  # noqa: PLC0415
    from gunicorn.app.base import (  # type: ignore[import-untyped]  # noqa: PLC0415
        BaseApplication,
    )

    known = vars(gunicorn_settings)

    class Portal(BaseApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            for name in self.cfg.settings.keys() & known.keys():
                self.cfg.set(name, known[name])
            host = f"[{given.host}]" if ":" in given.host else given.host
            chosen: dict[str, Any] = {
                "bind": f"{host}:{given.port}",
                "workers": given.workers,
                "when_ready": announce,
            }
            for name, value in chosen.items():
                self.cfg.set(name, value)

        def load(self) -> "Flask":
            return app

    Portal().run()


def _work(app: "Flask") -> None:
    app.cli.main(args=["jobs", "work"], prog_name="flask", standalone_mode=True)


def main(arguments: list[str]) -> int:
    """Prepare with any Python, then go on with `.venv`'s."""
    given = options(arguments)
    refuse_what_cannot_be(given)
    if Path(sys.prefix).resolve() == VENV.resolve():
        return serve(given)
    if given.demo not in (None, "none"):
        refuse_open_demo(given.host)
    prepare.main("serve")
    sys.stdout.flush()
    return go_on([str(prepare.PYTHON), str(Path(__file__).resolve()), *arguments])


def go_on(command: list[str]) -> NoReturn:
    """Become `command`: the same process, so Ctrl-C and its like reach it."""
    os.execv(command[0], command)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
