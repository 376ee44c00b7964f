"""Pages of a long list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from flask import request

Row = TypeVar("Row")

PAGE_SIZE = 25


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows of a list, and whether there are others before and after them."""

    rows: Sequence[Row]
    number: int  # from 1
    has_next: bool
    total: int | None = None

    @property
    def has_previous(self) -> bool:
        """Whether a page stands before this one."""
        return self.number > 1


def page_number() -> int:
    """Return `?page=`, at least 1; a number that is none counts as 1."""
    number = request.args.get("page", 1, type=int)
    return max(1, min(number, 100_000))
