"""What `scripts/start` refuses before it does anything, and how it ends."""

import argparse
import logging
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import gunicorn_settings
import prepare
import pytest
import serve

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


def _given(*arguments: str) -> argparse.Namespace:
    return serve.options([*arguments])


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that another program uses."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_port_in_use_is_said_in_a_sentence(
    taken: int, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        serve.refuse_what_cannot_be(_given("--port", str(taken)))
    assert end.value.code == 1
    assert f"port {taken}: another program uses it" in capsys.readouterr().out


@pytest.mark.parametrize("wrong", [("--port", "0"), ("--port", "70000"), ("--workers", "0")])
def test_numbers_that_cannot_be_are_refused(wrong: tuple[str, str]) -> None:
    with pytest.raises(SystemExit):
        serve.refuse_what_cannot_be(_given(*wrong))


REACHED_BY_OTHERS = {
    "127.0.0.1": False,
    "127.8.8.8": False,
    "localhost": False,
    "::1": False,
    "0.0.0.0": True,
    "::": True,
    "192.168.1.4": True,
    "portail.example.qc.ca": True,
}


@pytest.mark.parametrize(("host", "refused"), REACHED_BY_OTHERS.items())
def test_a_demo_is_never_reached_by_others(host: str, refused: bool) -> None:
    if not refused:
        serve.refuse_open_demo(host)
        return
    with pytest.raises(SystemExit):
        serve.refuse_open_demo(host)


def test_a_demo_cut_short_is_not_taken_for_real_people(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / serve.LOADING).touch()
    (tmp_path / "portal.db").touch()
    with pytest.raises(SystemExit):
        serve.refuse_half_a_demo(tmp_path)
    assert "was cut short" in capsys.readouterr().out
    assert (tmp_path / "portal.db").exists()

    (tmp_path / serve.ACCOUNTS).touch()
    serve.refuse_half_a_demo(tmp_path)


def test_without_demo_the_first_administrator_is_made_by_hand(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert serve.first_start(_given("--demo", "none"), tmp_path) is False
    assert "flask people create-administrator" in capsys.readouterr().out


def test_help_speaks_both_languages(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        _given("--help")
    assert end.value.code == 0
    text = capsys.readouterr().out
    assert "Serve the portal" in text
    assert "Sert le portail" in text


def test_sentences_follow_the_terminal_s_language(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LC_ALL", "fr_CA.UTF-8")
    prepare.say("yes", "oui")
    assert capsys.readouterr().out == "oui\n"


def test_what_may_not_be_installed_is_printed_as_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(prepare, "_root", lambda: None)
    monkeypatch.setattr(prepare, "_loads", lambda _name: False)
    prepare.pdf_libraries()
    assert (
        "sudo apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 "
        "libharfbuzz-subset0"
    ) in capsys.readouterr().out


def test_what_may_be_installed_is(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []

    def quietly(command: list[str]) -> bool:
        asked.append(command[command.index("-qq") + 1 :])
        return "update" in asked[-1] or len(asked) > 1

    monkeypatch.setattr(prepare, "_root", lambda: ["sudo", "-n"])
    monkeypatch.setattr(prepare, "_quietly", quietly)
    monkeypatch.setattr(prepare.shutil, "which", lambda _name: None)
    prepare.test_programs()
    assert [command[0] for command in asked] == ["install", "update", "install"]
    assert asked[-1][-2:] == ["chromium-headless-shell", "poppler-utils"]


CHILDREN = """
import os, signal, sys, time
sys.path.insert(0, "scripts")
import processes
def wait():
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.write(1, b"up\\n")
    time.sleep(60)
def die():
    sys.exit(3)
second = die if "die" in sys.argv else wait
runs = {("first", "premier"): wait, ("second", "second"): second}
sys.exit(processes.side_by_side(runs))
"""


def _run(*arguments: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", CHILDREN, *arguments]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def _is_gone(group: str) -> bool:
    return not Path(f"/proc/{group}").exists()


@pytest.mark.parametrize("wish", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_ends_both_and_leaves_none_behind(wish: signal.Signals) -> None:
    with _run() as parent:
        assert parent.stdout is not None
        for _ in range(2):
            assert parent.stdout.readline() == "up\n"
        children = Path(f"/proc/{parent.pid}/task/{parent.pid}/children").read_text().split()
        parent.send_signal(wish)
        assert parent.wait(20) == 0
        assert "Lanterne has stopped." in parent.stdout.read()
    assert len(children) == 2
    assert all(map(_is_gone, children))


def test_when_one_dies_the_other_is_ended_and_it_is_said() -> None:
    with _run("die") as parent:
        assert parent.stdout is not None
        said = parent.stdout.read()
        assert parent.wait(20) == 1
    assert "The second has ended unexpectedly" in said


def test_gunicorn_s_own_records_hold_no_address() -> None:
    keep = gunicorn_settings.NothingFromRequests()
    warning = logging.LogRecord(
        "gunicorn.error", logging.WARNING, "", 0, "Invalid request from ip=10.1.2.3: x", (), None
    )
    error = logging.LogRecord(
        "gunicorn.error", logging.ERROR, "", 0, "Error handling request %s", ("/?q=zoe",), None
    )
    for record in (warning, error):
        assert keep.filter(record)
        assert "10.1.2.3" not in record.getMessage()
        assert "zoe" not in record.getMessage()
    assert gunicorn_settings.accesslog is None


@pytest.mark.parametrize("name", ["start", "test", "check", "lock", "catalogues", "find-python"])
def test_commands_can_be_run(name: str) -> None:
    path = ROOT / "scripts" / name
    assert os.access(path, os.X_OK)
    assert subprocess.run(["sh", "-n", str(path)], check=False).returncode == 0
