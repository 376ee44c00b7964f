"""An index of the cast, made anew for each test that asks for one."""

import pytest
from flask import Flask

from portal.search import index


@pytest.fixture
def indexed(app: Flask) -> Flask:
    """The application with its index built."""
    app.extensions.pop("mentor_counts", None)
    with app.app_context():
        index.rebuild()
    return app
