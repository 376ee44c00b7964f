"""Requests for some seconds over four connections to this machine: with wrk, else with Python."""

import http.client
import json
import shutil
import subprocess
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from benchmarks.children import BenchFailed

CONNECTIONS = 4
SCRIPT = Path(__file__).with_name("traffic.lua")
Line = tuple[str, str]  # address and Cookie header


@dataclass(frozen=True, slots=True)
class Round:
    """What came back: answers, how long it took, and how many were no 200."""

    requests: int
    seconds: float
    bad: int

    @property
    def rate(self) -> float:
        """Answers a second."""
        return self.requests / self.seconds


def send(port: int, lines: Sequence[Line], *, seconds: int, start: int, folder: Path) -> Round:
    """Ask 127.0.0.1 for `lines`, from number `start` on, again and again for `seconds`.

    Raises BenchFailed when nothing came back or when an answer was no page.
    """
    program = shutil.which("wrk")
    if program is None:
        found = _send_with_python(port, lines, seconds=seconds, start=start)
    else:
        found = _send_with_wrk(program, port, lines, seconds, start, folder)
    if found.bad or not found.requests:
        address = lines[0][0]
        raise BenchFailed(f"{address}: {found.bad} of {found.requests} answers were no page")
    return found


def _send_with_wrk(
    program: str, port: int, lines: Sequence[Line], seconds: int, start: int, folder: Path
) -> Round:
    visits = folder / f"visits-{port}.txt"
    visits.write_text("".join(f"{path}\t{cookie}\n" for path, cookie in lines), encoding="ascii")
    command = [
        program, "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "20s", "-s", str(SCRIPT),
        f"http://127.0.0.1:{port}/", "--", str(visits), str(start),
    ]  # fmt: skip
    try:
        ended = subprocess.run(
            command, capture_output=True, text=True, timeout=seconds + 60, check=False
        )
    finally:
        visits.unlink()
    result = next((line for line in ended.stdout.splitlines() if line.startswith("RESULT ")), None)
    if result is None:
        raise BenchFailed(f"wrk: {ended.stdout[-500:]}{ended.stderr[-500:]}")
    return Round(**json.loads(result.removeprefix("RESULT ")))


def _send_with_python(port: int, lines: Sequence[Line], *, seconds: int, start: int) -> Round:
    begun = time.monotonic()
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        parts = [
            pool.submit(_ask, port, lines, start + number, begun + seconds)
            for number in range(CONNECTIONS)
        ]
        counts = [part.result() for part in parts]
    spent = time.monotonic() - begun
    return Round(sum(count for count, _bad in counts), spent, sum(bad for _count, bad in counts))


def _ask(port: int, lines: Sequence[Line], start: int, until: float) -> tuple[int, int]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    count = bad = 0
    while time.monotonic() < until:
        path, cookie = lines[(start + count * CONNECTIONS) % len(lines)]
        status, _size = _get(connection, path, cookie)
        count, bad = count + 1, bad + (status != 200)
    connection.close()
    return count, bad


def _get(connection: http.client.HTTPConnection, path: str, cookie: str) -> tuple[int, int]:
    connection.request("GET", path, headers={"Cookie": cookie, "Accept-Language": "fr"})
    answer = connection.getresponse()
    return answer.status, len(answer.read())


def sizes(port: int, lines: Sequence[Line], count: int) -> list[int]:
    """Return the bytes of the first `count` answers; raises BenchFailed when one is no page."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    found: list[int] = []
    for path, cookie in islice(lines, count):
        status, size = _get(connection, path, cookie)
        if status != 200:
            raise BenchFailed(f"{path} answered {status}")
        found.append(size)
    connection.close()
    return found
