"""What the ranking may know: no name, sex, origin, age or school has a place in these types."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class StudentProfile:
    """What a student let the suggestions use; what was not allowed is empty."""

    turn: int  # decides between equals alone, so that not everyone is given the same ones
    language: str
    curious: frozenset[str] = frozenset()  # NOC codes of the curiosity list
    said: frozenset[str] = frozenset()  # what the own words bring to mind
    viewed: frozenset[str] = frozenset()
    fields: Mapping[str, str] = field(default_factory=dict)  # sector: the occupation it is of
    interests: frozenset[str] = frozenset()
    work: Mapping[str, str] = field(default_factory=dict)  # sector: the interest it goes with
    helps: frozenset[str] = frozenset()
    styles: str = ""  # RIASEC letters, strongest first
    region: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True)
class MentorProfile:
    """What a mentor shows to every student, and how many places are left."""

    id: int
    languages: frozenset[str]
    occupations: tuple[str, ...]  # NOC codes, the first one stands on the card
    fields: tuple[str, ...]  # the sector of each
    styles: tuple[str, ...]  # the RIASEC letters of each
    region: str
    path: str
    interests: frozenset[str]
    helps: frozenset[str]
    open_matches: int
    capacity: int

    @property
    def has_room(self) -> bool:
        """Whether one more student may write."""
        return self.open_matches < self.capacity

    @property
    def has_time(self) -> bool:
        """Whether half of the places or more are free."""
        return self.open_matches * 2 <= self.capacity
