"""What a new process makes ready before anyone searches."""

from flask import Flask

from portal.search import reader
from portal.search.occupation_names import shipped_finder
from portal.search.warming import warm


def test_a_process_without_an_index_still_makes_the_occupations_ready(app: Flask) -> None:
    shipped_finder.cache_clear()
    warm(app)
    assert shipped_finder.cache_info().currsize == 1
    with app.app_context():
        assert reader.view()._directory is None
