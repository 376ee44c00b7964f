"""Commands run as children: how long they took and the most memory they held."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Timer

ROOT = Path(__file__).resolve().parent.parent.parent


class BenchFailed(Exception):
    """Something could not be measured; the text says what and shows what it wrote."""


@dataclass(frozen=True, slots=True)
class Usage:
    """Seconds on the clock, the peak of resident memory in MiB as the kernel kept it, CPU seconds.

    On a machine that does other work the last is the steadier one.
    """

    seconds: float
    peak_mib: float
    cpu_seconds: float


# The bench asks for more suggestions from one address than a whole school does.
UNHINDERED = {"PORTAL_SUGGESTIONS_PER_MINUTE_PER_ADDRESS": "1000000000"}


def environment(instance: Path) -> dict[str, str]:
    """Return the environment of a portal that owns `instance` and nothing else."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    return plain | {
        "PORTAL_INSTANCE": str(instance),
        **UNHINDERED,
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "scripts")]),
    }


def flask(arguments: Sequence[str], instance: Path, *, limit_seconds: float = 900) -> Usage:
    """Run `flask ...` on `instance`; raises BenchFailed when it fails or takes too long."""
    return measured(
        [sys.executable, "-m", "flask", "--app", "wsgi", *arguments],
        environment(instance),
        limit_seconds=limit_seconds,
    )


def measured(command: Sequence[str], environ: Mapping[str, str], *, limit_seconds: float) -> Usage:
    """Run `command` to its end and return what it used; raises BenchFailed."""
    started = time.perf_counter()
    with subprocess.Popen(
        command, cwd=ROOT, env=dict(environ), stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    ) as child:  # fmt: skip
        killer = Timer(limit_seconds, child.kill)
        killer.start()
        try:
            said = child.stdout.read() if child.stdout else b""
            _pid, status, used = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
        except BaseException:
            child.kill()
            raise
        finally:
            killer.cancel()
    if child.returncode:
        raise BenchFailed(f"{' '.join(command[3:])}: {said.decode(errors='replace')[-2000:]}")
    return Usage(
        time.perf_counter() - started, used.ru_maxrss / 1024, used.ru_utime + used.ru_stime
    )
