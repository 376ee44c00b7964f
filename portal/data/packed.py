"""Many names with a row of small numbers each, in a third of the memory of a dictionary.

Each process that serves pages holds them: 27,000 names took 7 MiB as strings and tuples.
"""

import sys
from array import array
from collections.abc import Collection, Iterable, Iterator
from io import StringIO

LANE = 4  # bytes of a number: as many rows may be added as anybody will
LEAST = -(1 << 15)  # of a number; its lane says how much more it is
ORDER = sys.byteorder


class Packed:
    """A table that is filled once: rows of whole numbers from -32,768 to 32,767, by name.

    Rows count from 1. The names stand in one text, `starts` says where the next one does;
    `slots` is a hash table of rows, where the next free slot takes what finds its own taken.
    The numbers of a row stand side by side, so that adding two rows is one sum.
    """

    __slots__ = ("lanes", "size", "slots", "starts", "text")

    def __init__(self, rows: Iterable[tuple[str, Iterable[int]]], width: int) -> None:
        """Take the rows, each of `width` numbers, one at a time.

        Raises:
            ValueError: A row is of another width, or a name stands twice.
            OverflowError: A number is too small.
        """
        self.size = width * LANE
        self.starts = array("I", [0])
        text, lanes = StringIO(), array("I")
        for name, numbers in rows:
            text.write(name)
            self.starts.append(self.starts[-1] + len(name))
            lanes.extend(number - LEAST for number in numbers)
        if len(lanes) != width * len(self):
            raise ValueError(f"each row takes {width} numbers")
        self.text, self.lanes = text.getvalue(), lanes.tobytes()
        self.slots = array("I", bytes(4 << (2 * len(self)).bit_length()))
        for row, name in enumerate(self, 1):
            if self.row(name):
                raise ValueError(f"{name} stands twice")
            self._put(row, name)

    def _put(self, row: int, name: str) -> None:
        slot, mask = hash(name), len(self.slots) - 1
        while self.slots[slot & mask]:
            slot += 1
        self.slots[slot & mask] = row

    def __len__(self) -> int:
        """Return how many names there are."""
        return len(self.starts) - 1

    def __iter__(self) -> Iterator[str]:
        """Yield the names, as they came."""
        return map(self.name, range(1, len(self.starts)))

    def name(self, row: int) -> str:
        """Return the name of a row."""
        return self.text[self.starts[row - 1] : self.starts[row]]

    def row(self, name: str) -> int:
        """Return the row of a name; 0 when it is not in the table."""
        slots, starts = self.slots, self.starts
        slot, mask = hash(name), len(slots) - 1
        while row := slots[slot & mask]:
            if self.text[starts[row - 1] : starts[row]] == name:
                return row
            slot += 1
        return 0

    def sums(self, rows: Collection[int]) -> list[int]:
        """Return what some rows add up to, number by number."""
        lanes, size, read = self.lanes, self.size, int.from_bytes
        whole = sum([read(lanes[(row - 1) * size : row * size], ORDER) for row in rows])
        least = len(rows) * LEAST
        return [lane + least for lane in array("I", whole.to_bytes(size, ORDER))]
