"""Gunicorn as production runs it, on a free port of this machine alone, always ended."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.children import ROOT, BenchFailed, environment

SETTINGS = ROOT / "scripts" / "gunicorn_settings.py"
START_SECONDS = 30.0
END_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Memory:
    """Resident memory of one process in MiB; of `proportional`, shared pages count as a part."""

    resident: float
    proportional: float


@dataclass(frozen=True, slots=True)
class Server:
    """A running gunicorn: its port, and the process above its workers."""

    port: int
    pid: int

    def workers(self) -> list[int]:
        """Return the processes that answer requests."""
        text = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text(encoding="ascii")
        return [int(number) for number in text.split()]

    def memory(self) -> list[Memory]:
        """Return what each worker holds now."""
        return [_memory(pid) for pid in self.workers()]


@contextmanager
def serving(application: str, instance: Path) -> Iterator[Server]:
    """Serve `application` ("module:name") on `instance` with the settings of production."""
    command = [sys.executable, "-m", "gunicorn", "-c", str(SETTINGS), application]
    with running(command, environment(instance), instance) as server:
        yield server


@contextmanager
def running(command: Sequence[str], environ: Mapping[str, str], folder: Path) -> Iterator[Server]:
    """Run a command of gunicorn, bound to a free port, with its log in `folder`."""
    port = _free_port()
    log = folder / f"bench-{port}.log"
    with log.open("wb") as file:
        process = subprocess.Popen(
            [*command, "--bind", f"127.0.0.1:{port}"], cwd=ROOT, env=dict(environ),
            stdin=subprocess.DEVNULL, stdout=file, stderr=file, start_new_session=True,
        )  # fmt: skip
    try:
        _wait(process, port, log)
        yield Server(port, process.pid)
    finally:
        _end(process)
        log.unlink(missing_ok=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
        return number


def _wait(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    said = log.read_text(encoding="utf-8", errors="replace")[-2000:]
    raise BenchFailed(f"gunicorn did not start: {said}")


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End the server and its workers: politely, then not."""
    process.terminate()
    try:
        process.wait(END_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)  # a session of its own: nobody else is in it
        process.wait()


def _memory(pid: int) -> Memory:
    kib = {"Rss": 0, "Pss": 0}
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
        name, _colon, rest = line.partition(":")
        if name in kib:
            kib[name] = int(rest.split()[0])
    return Memory(kib["Rss"] / 1024, kib["Pss"] / 1024)
