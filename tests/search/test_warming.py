"""What a new process makes ready before anyone searches."""

from flask import Flask

from portal.search import reader
from portal.search.occupations import finder
from portal.search.warming import warm


def test_a_process_without_an_index_still_makes_the_occupations_ready(app: Flask) -> None:
    finder.cache_clear()
    warm(app)
    assert finder.cache_info().currsize == 1
    with app.app_context():
        assert reader.view()._directory is None
