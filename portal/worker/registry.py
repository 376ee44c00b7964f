"""Which handler does the work of which event: one an event."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

Single = TypeVar("Single", bound=Callable[..., None])
Batch = TypeVar("Batch", bound=Callable[..., None])

# How long a job taken by a worker is left to it before another one may try.
LEASE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class JobInHand:
    """A job that this worker has taken. `attempts` counts this one."""

    id: int
    event: str
    ids: dict[str, Any]
    attempts: int


@dataclass(frozen=True, slots=True)
class Handler:
    """What to do for an event, and how.

    `writes`: it runs in the transaction that also marks its job done, and must
    not be slow. Another one reads, then acts outside (mail, index) while no
    lock is held, and must be safe to repeat. `batch`: how many jobs at once.
    """

    run: Callable[[Sequence[JobInHand]], None]
    writes: bool = False
    batch: int = 1
    lease: timedelta = LEASE


HANDLERS: dict[str, Handler] = {}


def on(
    event: str, *, writes: bool = False, lease: timedelta = LEASE
) -> Callable[[Single], Single]:
    """Register a handler `(job, **ids)` for `event`; a second one is a mistake (ValueError)."""

    def register(handle: Single) -> Single:
        def run(jobs: Sequence[JobInHand]) -> None:
            for job in jobs:
                handle(job, **job.ids)

        _add(event, Handler(run, writes=writes, lease=lease))
        return handle

    return register


def on_batch(event: str, *, size: int, lease: timedelta = LEASE) -> Callable[[Batch], Batch]:
    """Register a handler `(jobs)` that does up to `size` jobs of `event` in one go."""

    def register(handle: Batch) -> Batch:
        _add(event, Handler(handle, batch=size, lease=lease))
        return handle

    return register


def _add(event: str, handler: Handler) -> None:
    if event in HANDLERS:
        raise ValueError(f"two handlers for {event}")
    HANDLERS[event] = handler


def place_of(error: BaseException) -> str:
    """Return where `error` arose, as "file.py:function:line"; never its text."""
    place, last = "?", error.__traceback__
    while last is not None:
        code = last.tb_frame.f_code
        place = f"{Path(code.co_filename).name}:{code.co_name}:{last.tb_lineno}"
        last = last.tb_next
    return place
