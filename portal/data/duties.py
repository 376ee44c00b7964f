"""Who must act on a concern, by which rule, by when."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

FILE = Path(__file__).with_name("duties.toml")


@dataclass(frozen=True, slots=True)
class Duty:
    """What a rule asks, of whom; `delay` is "opening", "without_delay" or "ombudsman"."""

    rule: str
    topics: tuple[str, ...]
    delay: str
    who_fr: str
    who_en: str
    text_fr: str
    text_en: str
    law_fr: str
    law_en: str
    minors_only: bool = False
    contact: str = ""  # the board's column that holds whom to call, if any


@cache
def duties() -> Mapping[str, Duty]:
    """Return each duty by the name of its rule, in the order in which they show."""
    rows = tomllib.loads(FILE.read_text("utf-8"))
    return MappingProxyType({rule: Duty(rule=rule, **row) for rule, row in rows.items()})


def duties_of(topic: str, *, minor: bool) -> tuple[Duty, ...]:
    """Return what the rules ask about a concern of `topic`; `minor`: its student is under 18."""
    return tuple(
        duty
        for duty in duties().values()
        if topic in duty.topics and (minor or not duty.minors_only)
    )
