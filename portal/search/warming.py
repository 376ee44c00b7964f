"""What the first search of a process would wait a second for, made before anyone asks."""

from contextlib import suppress

from flask import Flask

from portal.errors import Unavailable
from portal.search.occupation_names import make_finder, shipped_finder
from portal.search.presence import present
from portal.search.reader import view


def warm(app: Flask) -> None:
    """Read the occupations and open the index for this process; without an index, only the first.

    For a thread of its own: it takes from one second to four, and requests are answered meanwhile.
    """
    with app.app_context():
        shipped_finder()
        make_finder()  # with the names that the board keeps, if it keeps any
        with suppress(Unavailable):  # the first search says so, and has it rebuilt
            directory, _levels = view().find(())
            present(directory)
