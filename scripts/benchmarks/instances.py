"""The portals that are measured: each an instance folder with demo data of one size."""

import json
import multiprocessing
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import ParamSpec, TypeVar

from benchmarks.children import UNHINDERED, Usage, flask

P = ParamSpec("P")
T = TypeVar("T")
SEED = 1
LOADED = "bench-loaded.json"  # written when the demo is there whole: a kept folder is used again


@contextmanager
def folder_of_instances(keep: Path | None) -> Iterator[Path]:
    """Give a folder for instances: `keep`, which stays, or one that is removed at the end."""
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        yield keep.resolve()
        return
    made = Path(tempfile.mkdtemp(prefix="lanterne-bench-"))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def ready(folder: Path, size: str) -> Path:
    """Return the instance of demo `size` in `folder`, made when it is not there yet."""
    instance = folder / size
    if not (instance / LOADED).exists():
        load(instance, size)
    return instance


def copy(instance: Path, to: Path) -> Path:
    """Return a copy of an instance that nobody uses, made anew."""
    shutil.rmtree(to, ignore_errors=True)
    return Path(shutil.copytree(instance, to))


def load(instance: Path, size: str) -> Usage:
    """Make a new instance with demo data, and return what `flask demo load` used."""
    shutil.rmtree(instance, ignore_errors=True)
    flask(["db", "upgrade"], instance)
    used = flask(
        ["demo", "load", "--size", size, "--seed", str(SEED)], instance, limit_seconds=1800
    )
    (instance / LOADED).write_text(json.dumps(asdict(used)), encoding="ascii")
    return used


def in_child(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call `function` in a new process and return its result.

    The kernel counts the parent's memory into a child's peak, so the bench
    itself stays small: what imports the portal runs elsewhere.
    """
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=1, mp_context=context) as pool:
        return pool.submit(function, *args, **kwargs).result()


def own_environment(instance: Path) -> None:
    """Make this process a portal of `instance`; for processes of the bench alone."""
    for name in [name for name in os.environ if name.startswith("PORTAL_")]:
        del os.environ[name]
    os.environ.update(UNHINDERED, PORTAL_INSTANCE=str(instance))
