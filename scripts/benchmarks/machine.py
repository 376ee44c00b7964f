"""On what it was measured: one line, without the machine's name."""

import os
import platform
import shutil
import sqlite3
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

LIBRARIES = ("Flask", "SQLAlchemy", "gunicorn", "Whoosh-Reloaded", "WeasyPrint")


def describe() -> str:
    """Return processors, memory, versions, date and load of this machine."""
    processors = len(os.sched_getaffinity(0))
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    generator = "wrk" if shutil.which("wrk") else "own load generator"
    return (
        f"{processors} processors ({_processor()}), {_memory_gib():.0f} GiB, "
        f"{platform.system()} {platform.machine()}, Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}, {libraries}, {generator}; "
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, load {os.getloadavg()[0]:.1f}"
    )


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor() or "unknown"


def _memory_gib() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
