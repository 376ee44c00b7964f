"""Every setting of the server, from the environment; the portal does not start with a wrong one.

What the board decides (its name, its rules) is in the database and edited on
`/admin/board`; what the server's operator decides is here.
"""

import errno
import os
import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from portal.errors import WrongSettings


@dataclass(frozen=True, slots=True)
class Setting:
    """One environment variable: its name, its default as text, how it is read, what it is for."""

    name: str
    default: str
    read: Callable[[str], object]
    purpose_en: str
    purpose_fr: str

    @property
    def variable(self) -> str:
        """The environment variable that holds it."""
        return f"PORTAL_{self.name}"


def _text(value: str) -> str:
    return value.strip()


def _positive(value: str) -> int:
    number = int(value)
    if number < 1:
        raise ValueError("must be 1 or more")
    return number


def _language(value: str) -> str:
    if value.strip().lower() not in ("fr", "en"):
        raise ValueError("must be fr or en")
    return value.strip().lower()


def _yes_or_no(value: str) -> bool:
    words = {"1": True, "yes": True, "oui": True, "0": False, "no": False, "non": False}
    if value.strip().lower() not in words:
        raise ValueError("must be yes or no")
    return words[value.strip().lower()]


def _database_url(value: str) -> str:
    scheme = urlsplit(value).scheme if value else "sqlite"
    if scheme.split("+")[0] not in ("sqlite", "postgresql"):
        raise ValueError("must begin with sqlite:/// or postgresql+psycopg://")
    return value


def _mail_url(value: str) -> str:
    if urlsplit(value).scheme not in ("folder", "smtp", "smtps"):
        raise ValueError("must be folder:, smtp://host:port or smtps://user:password@host:port")
    return value


def _base_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise ValueError("must be a whole address such as https://mentorat.example.qc.ca")
    return value.rstrip("/")


ALL: tuple[Setting, ...] = (
    Setting(
        "DATABASE_URL",
        "",
        _database_url,
        "Address of the database. Empty: an SQLite file in the instance folder.",
        "Adresse de la base de données. Vide : un fichier SQLite dans le dossier d’instance.",
    ),
    Setting(
        "BASE_URL",
        "http://127.0.0.1:8000",
        _base_url,
        "Public address of the portal: mails link to it, and https makes cookies secure.",
        "Adresse publique du portail : les courriels y mènent, et https rend les témoins sûrs.",
    ),
    Setting(
        "MAIL_URL",
        "folder:",
        _mail_url,
        "How mail leaves: smtp://host:25, smtps://user:password@host:465, or folder: "
        "(written to the instance folder, for a trial).",
        "Comment part le courriel : smtp://hôte:25, smtps://nom:secret@hôte:465, ou folder: "
        "(écrit dans le dossier d’instance, pour un essai).",
    ),
    Setting(
        "MAIL_FROM",
        "lanterne@localhost",
        _text,
        "Sender of every mail.",
        "Expéditeur de tous les courriels.",
    ),
    Setting(
        "IDLE_MINUTES",
        "30",
        _positive,
        "Minutes without a click before a session ends (shared computers).",
        "Minutes sans clic avant la fin d’une session (ordinateurs partagés).",
    ),
    Setting(
        "SIGN_IN_TRIES",
        "6",
        _positive,
        "Wrong passwords for one account within 15 minutes before it must wait.",
        "Mots de passe erronés pour un même compte en 15 minutes avant une attente.",
    ),
    Setting(
        "SIGN_IN_TRIES_PER_ADDRESS",
        "150",
        _positive,
        "Wrong passwords from one network address within 15 minutes "
        "(a whole school may share one).",
        "Mots de passe erronés venant d’une même adresse réseau en 15 minutes "
        "(toute une école peut en partager une).",
    ),
    Setting(
        "SUGGESTIONS_PER_MINUTE",
        "300",
        _positive,
        "Suggestions while typing for one person signed in, in each process.",
        "Suggestions pendant la frappe pour une personne connectée, dans chaque processus.",
    ),
    Setting(
        "SUGGESTIONS_PER_MINUTE_PER_ADDRESS",
        "3000",
        _positive,
        "The same for all visitors of one network address together who are not signed in.",
        "De même pour l’ensemble des visites d’une même adresse réseau sans connexion.",
    ),
    Setting(
        "TRUSTED_PROXIES",
        "0",
        int,
        "How many reverse proxies stand in front (0 or 1, as a rule).",
        "Nombre de serveurs mandataires placés devant (0 ou 1, en général).",
    ),
    Setting(
        "LANGUAGE",
        "fr",
        _language,
        "Language in which commands answer on the terminal: fr or en.",
        "Langue dans laquelle les commandes répondent au terminal : fr ou en.",
    ),
    Setting(
        "LOG_LEVEL",
        "INFO",
        _text,
        "DEBUG, INFO, WARNING or ERROR. No level writes personal data.",
        "DEBUG, INFO, WARNING ou ERROR. Aucun niveau n’écrit de renseignement personnel.",
    ),
    Setting(
        "DEMO",
        "no",
        _yes_or_no,
        "Shows on every page that this is a demo. `scripts/start` sets it with demo data.",
        "Affiche sur chaque page qu’il s’agit d’une démonstration. "
        "`scripts/start` le règle avec les données de démonstration.",
    ),
)


def instance_folder(environ: Mapping[str, str]) -> Path:
    """Return the folder of all that this portal owns (`PORTAL_INSTANCE`, else `instance`)."""
    default = Path(__file__).parent.parent / "instance"
    return Path(environ.get("PORTAL_INSTANCE", "") or default).resolve()


def load(
    environ: Mapping[str, str] = os.environ, overrides: Mapping[str, object] | None = None
) -> dict[str, object]:
    """Return Flask's configuration: what the environment says, checked, then `overrides`.

    Raises WrongSettings with one line for each setting that is wrong or unknown.
    """
    problems = _unknown(environ)
    values: dict[str, object] = {}
    for setting in ALL:
        given = environ.get(setting.variable, setting.default)
        try:
            values[setting.name] = setting.read(given)
        except ValueError as wrong:
            problems.append(f"{setting.variable}={given!r}: {wrong}")
    if problems:
        raise WrongSettings("\n".join(problems))
    folder = instance_folder(environ)
    return _for_flask(values, folder) | dict(overrides or {})


def _unknown(environ: Mapping[str, str]) -> list[str]:
    known = {setting.variable for setting in ALL} | {"PORTAL_INSTANCE"}
    strangers = [name for name in environ if name.startswith("PORTAL_") and name not in known]
    return [f"{name}: no such setting (see docs/operators/settings.md)" for name in strangers]


def _for_flask(values: dict[str, object], folder: Path) -> dict[str, object]:
    _make(folder)
    secure = str(values["BASE_URL"]).startswith("https:")
    return values | {
        "INSTANCE": folder,
        "SECRET_KEY": _secret_key(folder),
        "SQLALCHEMY_DATABASE_URI": values["DATABASE_URL"] or f"sqlite:///{folder / 'portal.db'}",
        # A connection knows the rows as they were counted when it was opened; the night counts.
        "SQLALCHEMY_ENGINE_OPTIONS": {"pool_recycle": 24 * 3600},
        "SESSION_COOKIE_SECURE": secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_NAME": "lanterne",
        "MAX_CONTENT_LENGTH": 32 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        "WTF_CSRF_TIME_LIMIT": None,  # as long as the session, so a slow writer loses nothing
        "BABEL_TRANSLATION_DIRECTORIES": str(Path(__file__).parent.parent / "translations"),
        "BABEL_DEFAULT_LOCALE": "fr_CA",
        "BABEL_DEFAULT_TIMEZONE": "America/Toronto",
        "BOOTSTRAP_SERVE_LOCAL": True,
        "SEND_FILE_MAX_AGE_DEFAULT": 365 * 24 * 3600,
    }


def _make(folder: Path) -> None:
    """Make the folder, closed to other accounts: it will hold what people wrote."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    except OSError as refused:
        said = f"PORTAL_INSTANCE={str(folder)!r}: cannot be written ({refused.strerror})"
        raise WrongSettings(said) from refused


def _secret_key(folder: Path) -> str:
    """Return the key that signs sessions, made once, readable by its owner alone."""
    path = folder / "secret_key"
    if not path.exists():
        own = folder / f".secret_key.{os.getpid()}"
        with os.fdopen(os.open(own, os.O_CREAT | os.O_WRONLY, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
        with suppress(FileExistsError):  # another process was faster: its key is the key
            os.link(own, path)
        own.unlink()
    return path.read_text(encoding="ascii")


def as_markdown() -> str:
    """Return `docs/operators/settings.md`: every setting, in both languages."""
    lines = [
        "# Settings · Réglages",
        "",
        "Produced from `portal/settings.py` by `flask settings`; do not edit by hand.",
        "Environment variables; the portal refuses to start when one is wrong or unknown.",
        "",
        "Variables d’environnement; le portail refuse de démarrer "
        "si l’une est erronée ou inconnue.",
        "",
        "| variable | default · défaut | English | Français |",
        "|---|---|---|---|",
        "| `PORTAL_INSTANCE` | `instance` | Folder of all that this portal owns: database, index, "
        "keys, mail. "
        "| Dossier de tout ce que possède ce portail : base, index, clés, courriels. |",
    ]
    lines += [
        f"| `{s.variable}` | `{s.default or ' '}` | {s.purpose_en} | {s.purpose_fr} |" for s in ALL
    ]
    return "\n".join(lines) + "\n"
