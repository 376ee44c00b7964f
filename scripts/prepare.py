"""Makes the machine ready: `.venv`, system libraries. It runs before `.venv` is there.

It uses the standard library only, and leaves alone what is there already, so
that a second run takes no time.
"""

import ctypes
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"

# What WeasyPrint loads, and the Debian package of each.
PDF_LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
FONT_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
FONT_PACKAGE = "fonts-dejavu-core"
# What the tests run beside Python: a browser without windows, which costs a third less than the
# one with, and a printer of PDF pages as pictures.
TEST_PROGRAMS = {"chromium-headless-shell": "chromium-headless-shell", "pdftoppm": "poppler-utils"}


def say(english: str, french: str) -> None:
    """Print a sentence in the language of the terminal."""
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG")
    print(french if (spoken or "").startswith("fr") else english, flush=True)


def venv(lock: str) -> None:
    """Make `.venv` hold exactly what `lock` names. Ends the program when it cannot."""
    if not _works():
        _make_venv()
    stamp, wanted = VENV / f"{lock}.installed", _fingerprint(ROOT / lock)
    if stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
        return
    say(f"Installing the libraries of {lock}...", f"Installation des bibliothèques de {lock}...")
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    installed = subprocess.run(
        [*pip, "--require-hashes", "-r", str(ROOT / lock)], cwd=ROOT, check=False
    )
    if installed.returncode:
        say(
            f"The libraries of {lock} could not be installed: see above, then try again.",
            f"Les bibliothèques de {lock} n’ont pu être installées : "
            "voyez ci-dessus, puis recommencez.",
        )
        raise SystemExit(1)
    stamp.write_text(wanted, encoding="ascii")


def _fingerprint(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def _works() -> bool:
    """Say whether `.venv` has a Python that runs: an upgrade of the system may break it."""
    probe = [str(PYTHON), "-c", "import pip"]
    stamped = any(VENV.glob("*.installed"))
    if stamped and PYTHON.exists():  # a dangling link does not exist
        return True
    return (
        PYTHON.exists() and subprocess.run(probe, check=False, capture_output=True).returncode == 0
    )


def _make_venv() -> None:
    if importlib.util.find_spec("ensurepip") is None:
        version = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
        _install([version], "Python's own venv", "le module venv de Python")
    say("Making .venv...", "Création de .venv...")
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=False)
    if made.returncode:
        say(
            "Python could not make .venv. On Debian: sudo apt-get install -y python3-venv",
            "Python n’a pas pu créer .venv. Sous Debian : sudo apt-get install -y python3-venv",
        )
        raise SystemExit(1)


def pdf_libraries() -> None:
    """Install what PDF reports need, when this may; else print the line to run and go on."""
    missing = [package for name, package in PDF_LIBRARIES.items() if not _loads(name)]
    if not any(any(folder.rglob("*.[to]tf")) for folder in FONT_FOLDERS):
        missing.append(FONT_PACKAGE)
    _install(missing, "PDF reports", "les rapports PDF")


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def test_programs() -> None:
    """Install the browser and the PDF tools of the tests, when this may; else say so."""
    missing = [package for name, package in TEST_PROGRAMS.items() if shutil.which(name) is None]
    _install(missing, "the browser and PDF tests", "les tests de navigateur et de PDF")


def _install(packages: Sequence[str], purpose_en: str, purpose_fr: str) -> None:
    if not packages or (_root() is not None and _apt(packages)):
        return
    line = f"sudo apt-get install -y --no-install-recommends {' '.join(packages)}"
    say(
        f"Missing for {purpose_en}; the rest works without. To install it, run:\n    {line}",
        f"Il manque pour {purpose_fr}; le reste fonctionne sans. Pour l’installer :\n    {line}",
    )


def _root() -> list[str] | None:
    """Return what to put before a command to run it as root; None when this may not."""
    if shutil.which("apt-get") is None:
        return None
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") is None:
        return None
    allowed = subprocess.run(["sudo", "-n", "true"], check=False, capture_output=True)
    return ["sudo", "-n"] if allowed.returncode == 0 else None


def _apt(packages: Sequence[str]) -> bool:
    """Install Debian packages; say whether it went well."""
    say(f"Installing {' '.join(packages)}...", f"Installation de {' '.join(packages)}...")
    apt = [*(_root() or []), "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    install = [*apt, "install", "-y", "--no-install-recommends", *packages]
    # The lists of a fresh machine are empty, those of an old one out of date.
    return _quietly(install) or (_quietly([*apt, "update"]) and _quietly(install))


def _quietly(command: Sequence[str]) -> bool:
    try:
        return subprocess.run(command, check=False, capture_output=True).returncode == 0
    except OSError:
        return False


def main(purpose: str) -> None:
    """Prepare for `serve` or for `tests`."""
    venv("requirements-dev.lock" if purpose == "tests" else "requirements.lock")
    pdf_libraries()
    if purpose == "tests":
        test_programs()


if __name__ == "__main__":
    main(sys.argv[1])
