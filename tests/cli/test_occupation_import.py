"""`flask occupations import`: the whole file is checked first; bad lines are named."""

from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from portal.queries.occupation_names import board_names

GOOD = "code,title\n72106,Soudeur/soudeuse de ponts\n72106,Braseur/braseuse de tubes\n"
BAD = "code,title\n72106,Soudeur de quais\n99999,Personne de nulle part\n72106,\n"


@pytest.fixture
def run(app: Flask, tmp_path: Path):
    """Return a way to import texts as files."""

    def do(*texts: str | bytes, options: tuple[str, ...] = ("--language", "fr")) -> Result:
        paths = []
        for number, text in enumerate(texts):
            paths.append(tmp_path / f"{number}.csv")
            paths[-1].write_bytes(text if isinstance(text, bytes) else text.encode())
        args = ["occupations", "import", *map(str, paths), *options]
        return app.test_cli_runner().invoke(args=args)

    return do


def kept(app: Flask) -> list[str]:
    with app.app_context():
        return [row.name.masculine for row in board_names().added]


def test_titles_are_imported_once(app: Flask, run) -> None:
    first = run(GOOD)
    assert first.exit_code == 0, first.output
    assert kept(app) == ["Soudeur de ponts", "Braseur de tubes"]
    assert run(GOOD).exit_code == 0
    assert len(kept(app)) == 2


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8-sig"])
def test_letters_are_right_whatever_the_encoding(app: Flask, run, encoding: str) -> None:
    assert run("code;titre\n72106;Préposé/préposée à l’étain\n".encode(encoding)).exit_code == 0
    assert kept(app) == ["Préposé à l’étain"]


def test_a_bad_line_is_named_and_nothing_is_imported(app: Flask, run) -> None:
    result = run(GOOD, BAD)
    assert result.exit_code == 1
    assert "99999" in result.output
    for line in ("3", "4"):
        assert f"Ligne {line}" in result.output
    assert kept(app) == []
    assert run(BAD, options=("--keep-good", "--language", "fr")).exit_code == 0
    assert kept(app) == ["Soudeur de quais"]


def test_a_trial_writes_nothing(app: Flask, run) -> None:
    assert run(GOOD, options=("--dry-run", "--language", "fr")).exit_code == 0
    assert kept(app) == []


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04....", b"a,b\n1,2\n", b"\x00\x01", GOOD.encode("utf-16-le")],
)
def test_what_is_no_such_file_is_refused_in_a_sentence(run, content: bytes) -> None:
    result = run(content)
    assert result.exit_code == 1
    assert "Traceback" not in result.output
