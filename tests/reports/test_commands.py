"""`flask reports`: the same rights and figures as the pages, written to a file."""

import subprocess
import sys
from pathlib import Path

import pytest
from flask.testing import FlaskCliRunner

from portal import create_app
from portal.mail import link
from portal.reports import files
from tests.cast import ENVOL, GROUP_401, GROUP_402, HAVRE, IDS, Cast
from tests.reports.documents import text_of

MAY = [
    ("student", IDS["zoe"], {"claire"}),
    ("student", IDS["noah"], {"claire", "denis"}),
    ("class-group", GROUP_401, {"claire"}),
    ("class-group", GROUP_402, {"claire", "denis"}),
    ("school", ENVOL, {"claire"}),
    ("school", HAVRE, {"fatou"}),
    ("governing-board", ENVOL, {"claire"}),
]


@pytest.mark.parametrize(("kind", "number", "allowed"), MAY)
def test_a_report_is_written_for_those_who_follow(
    cast: Cast,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    number: int,
    allowed: set[str],
) -> None:
    monkeypatch.setattr("portal.reports.pdf.render", lambda *args, **kwargs: b"%PDF")
    for name in ("claire", "denis", "fatou", "mona", "adele", "marc"):
        path = tmp_path / f"{name}.pdf"
        done = _run(
            cast, kind, str(number), "--for", f"{name}@example.org", "--to-file", str(path),
            "--lang", "en",
        )  # fmt: skip
        assert (done.exit_code == 0) == (name in allowed) == path.exists(), done.output
        assert done.exit_code == 0 or "check the number and the email" in done.output


def test_the_file_is_in_the_language_asked_for_and_of_the_days_asked_for(
    cast: Cast, tmp_path: Path
) -> None:
    path = tmp_path / "group.pdf"
    days = ["--since", "2026-09-01", "--until", "2026-09-30"]
    asked = ["--for", "CLAIRE@example.org ", "--lang", "en", "--to-file", str(path)]
    done = _run(cast, "class-group", str(GROUP_401), *days, *asked)
    assert done.exit_code == 0, done.output
    assert "From September 1, 2026 to September 30, 2026" in text_of(path.read_bytes())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--since", "2026-13-01"], "2026-10-09"),
        (["--since", "2026-10-02", "--until", "2026-10-01"], "cannot be before the first"),
        (["--for", "nobody@example.org"], "check the number and the email"),
        (["--to-file", "/nowhere/report.pdf"], "Choose another folder or file"),
    ],
)
def test_what_is_wrong_is_said(
    cast: Cast, tmp_path: Path, arguments: list[str], said: str
) -> None:
    usual = ["--for", "claire@example.org", "--lang", "en", "--to-file", str(tmp_path / "x.pdf")]
    done = _run(cast, "class-group", str(GROUP_401), *usual, *arguments)
    assert done.exit_code != 0
    assert said in done.output
    assert "Traceback" not in done.output


def test_a_command_that_prints_waits_for_neither_the_pages_nor_the_screen(tmp_path: Path) -> None:
    app = create_app({"INSTANCE": tmp_path, "BASE_URL": "https://mentorat.example.org"})
    with app.app_context():
        proof = files.proof_of("K7QF9M2X4TRD")
        assert "prints.verify" not in app.view_functions
        assert proof.address == link("prints.verify", code=proof.code)
    loaded = "import sys, portal.cli.reports; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", loaded], capture_output=True, text=True, check=True
    )
    slow = {"portal.blueprints", "portal.screening", "weasyprint", "xlsxwriter"}
    assert not slow & set(done.stdout.split())


def _run(cast: Cast, *arguments: str):  # type: ignore[no-untyped-def]
    runner: FlaskCliRunner = cast.app.test_cli_runner()
    return runner.invoke(args=["reports", *arguments])
