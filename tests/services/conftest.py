"""The hour at which the tests of concerns happen."""

import pytest

from portal import clock
from tests.concerns import NIGHT


@pytest.fixture
def night(app):
    with app.app_context(), clock.frozen_at(NIGHT):
        yield
