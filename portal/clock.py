"""The only place that knows what time it is: UTC inside, the board's time on screen."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

TORONTO = ZoneInfo("America/Toronto")

_frozen: ContextVar[datetime | None] = ContextVar("frozen", default=None)


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return _frozen.get() or datetime.now(UTC)


def today() -> date:
    """Return the date on the board's wall (America/Toronto)."""
    return local(now()).date()


def local(moment: datetime) -> datetime:
    """Return the same moment in the board's time zone."""
    return moment.astimezone(TORONTO)


def start_of(day: date) -> datetime:
    """Return the first moment, in UTC, of `day` in the board's time zone."""
    return at(day, time())


def at(day: date, hour: time) -> datetime:
    """Return the moment, in UTC, when the board's clocks show `hour` on `day`."""
    return datetime.combine(day, hour, tzinfo=TORONTO).astimezone(UTC)


def birthday(born_on: date, age: int) -> date:
    """Return the day on which someone born on `born_on` turns `age`.

    A person born on 29 February turns a year older on 1 March of a common
    year: the day that protects a child the longer (R31).
    """
    year = born_on.year + age
    try:
        return born_on.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def age(born_on: date, on: date) -> int:
    """Return the age in whole years, on the day `on`, of someone born on `born_on`."""
    years = on.year - born_on.year
    return years if on >= birthday(born_on, years) else years - 1


@contextmanager
def frozen_at(moment: datetime) -> Iterator[None]:
    """Hold the clock still: for demo data and tests, never for a served request."""
    token = _frozen.set(moment)
    try:
        yield
    finally:
        _frozen.reset(token)


@contextmanager
def moved_by(delta: timedelta) -> Iterator[None]:
    """Hold the clock still at `delta` from now."""
    with frozen_at(now() + delta):
        yield
