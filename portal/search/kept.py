"""Answers that are kept while there is room for them: the last ones asked for, within a weight."""

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Kept(Generic[Key, Value]):
    """Values by key, the longest unused leaving first; never more than `room` in weight.

    Anyone may ask the finder anything, so what it remembers has a bound.
    """

    def __init__(self, room: int) -> None:
        """Keep at most `room`, in whatever `put` weighs by."""
        self._room = room
        self._weight = 0
        self._rows: OrderedDict[Key, tuple[Value, int]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Key) -> Value | None:
        """Return what was kept under `key`, or None."""
        with self._lock:
            row = self._rows.get(key)
            if row is None:
                return None
            self._rows.move_to_end(key)
            return row[0]

    def put(self, key: Key, value: Value, weight: int = 1) -> None:
        """Keep `value`; what is heavier than an eighth of the room is not worth its place."""
        if weight * 8 > self._room:
            return
        with self._lock:
            _old, freed = self._rows.pop(key, (None, 0))
            self._rows[key] = (value, weight)
            self._weight += weight - freed
            while self._weight > self._room:
                _key, (_value, freed) = self._rows.popitem(last=False)
                self._weight -= freed

    @property
    def weight(self) -> int:
        """How much is kept."""
        return self._weight
