"""How large each demo is."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Size:
    """Counts of what a demo holds."""

    schools: int
    students: int
    mentors: int
    counsellors: int
    matches: int
    messages: int  # about: whole conversations are drawn until it is reached


# `academos`: the largest figures published for Academos, 71,000 students and
# mentors in all (design/product.md). In each size a school has about as many students, and so
# a counsellor about as much to follow: what is slower in a larger one is slower by its size.
SIZES: Mapping[str, Size] = MappingProxyType(
    {
        "small": Size(3, 400, 340, 8, 220, 1_700),
        "board": Size(60, 9_000, 900, 80, 3_000, 30_000),
        "academos": Size(510, 68_350, 2_650, 2_000, 18_000, 1_000_000),
    }
)
