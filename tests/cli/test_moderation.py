"""`flask moderation screen`: a verdict for each line, in order, whatever stands between them."""

import json
import os
import subprocess
import sys
from itertools import islice
from pathlib import Path

import pytest

from portal.cli import moderation

ROOT = Path(__file__).parents[2]
PHONE = {"id": "a", "text": "Écris-moi 🙂 514-555-0123", "lang": "fr"}


@pytest.fixture
def run(app):
    def _run(*lines: object):
        typed = b"\n".join(
            line if isinstance(line, bytes) else json.dumps(line, ensure_ascii=False).encode()
            for line in lines
        )
        result = app.test_cli_runner().invoke(args=["moderation", "screen"], input=typed)
        verdicts = [json.loads(line) for line in result.stdout.splitlines()]
        return result.exit_code, verdicts, result.stderr

    return _run


def test_each_line_has_its_verdict_in_order(run):
    code, verdicts, _said = run(PHONE, {"id": 2, "text": "Merci pour tes conseils."})
    assert code == 0
    held, visible = verdicts
    assert (held["id"], held["verdict"], held["alert"]) == ("a", "held", False)
    assert visible == {"id": 2, "verdict": "visible", "alert": False, "findings": []}


def test_a_finding_says_where_it_is_and_why(run):
    _code, [verdict], _said = run(PHONE)
    finding = verdict["findings"][0]
    assert finding.keys() == {"kind", "start", "end", "severity", "rule"}
    assert finding["kind"] == "phone"
    assert finding["severity"] in {"low", "medium", "high", "immediate"}
    assert PHONE["text"][finding["start"] : finding["end"]] == "514-555-0123"


def test_distress_raises_an_alert(run):
    _code, [verdict], _said = run({"id": "x", "text": "je veux mourir"})
    assert (verdict["verdict"], verdict["alert"]) == ("held", True)


@pytest.mark.parametrize(
    "bad",
    [
        b"{",
        b"[]",
        b"12",
        b'{"id": "b"}',
        b'{"text": "sans nom"}',
        b'{"id": "b", "text": null}',
        b'{"id": "b", "text": "\xe9t\xe9"}',
        b"[" * 100_000,
    ],
)
def test_a_bad_line_is_named_and_the_others_are_screened(run, bad):
    code, verdicts, said = run({"id": 1, "text": "Bonjour"}, bad, PHONE)
    assert code == 1
    assert [verdict["id"] for verdict in verdicts] == [1, "a"]
    assert "2" in said.splitlines()[0]
    assert len(said.splitlines()) == 2


def test_a_mark_at_the_start_and_empty_lines_are_no_fault(run):
    marked = b"\xef\xbb\xbf" + json.dumps(PHONE).encode() + b"\r"
    code, verdicts, said = run(marked, b"", {"id": 2, "text": ""}, b"  ")
    assert (code, said) == (0, "")
    assert [verdict["verdict"] for verdict in verdicts] == ["held", "visible"]


def test_half_a_character_is_only_a_character(run):
    code, verdicts, _said = run(b'{"id": "\\udc00", "text": "\\ud83d allo"}', PHONE)
    assert code == 0
    assert [verdict["id"] for verdict in verdicts] == ["\udc00", "a"]


def test_the_first_answer_does_not_wait_for_the_last_line(app, monkeypatch, capsys):
    said = []

    def lines():
        for number in range(100_000):
            yield json.dumps({"id": number, "text": ""}).encode()
            said.extend(capsys.readouterr().out.splitlines())

    with app.app_context():
        moderation._screen_lines(islice(lines(), 4))
    assert [json.loads(line)["id"] for line in said] == [0, 1, 2]


def test_it_needs_no_instance(tmp_path):
    instance = tmp_path / "nothing" / "here"
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "moderation", "screen"],
        cwd=ROOT,
        env=os.environ | {"PORTAL_INSTANCE": str(instance)},
        input=json.dumps(PHONE).encode(),
        capture_output=True,
        timeout=60,
        check=True,
    )
    assert json.loads(done.stdout)["verdict"] == "held"
    assert not list(instance.rglob("*.db"))
