"""What the first search of a process would wait a second for, made before anyone asks."""

from contextlib import suppress

from flask import Flask

from portal.errors import Unavailable
from portal.search.occupations import finder
from portal.search.presence import present
from portal.search.reader import view


def warm(app: Flask) -> None:
    """Read the occupations and open the index for this process; without an index, only the first.

    For a thread of its own: it takes about a second, and requests are answered meanwhile.
    """
    with app.app_context():
        finder()
        with suppress(Unavailable):  # the first search says so, and has it rebuilt
            directory, _levels = view().find(())
            present(directory)
