"""No message may cost more than its length: twice the text, about twice the time."""

import time

import pytest

from portal.screening import phones, screen

SIZE = 4_000
SHAPES = [
    "a", "@", "a@", "a.", "a ", "5", "5 ", "5o", " ", ".", "www.", "http://", "abc,", "co/a.",
    " at ", " arobase ", "a point ", "cinq ", "quatre vingt ", "mon insta ", "insta: ",
    "donne ton ", "514-555-012 ", "514-555-0123 ", "text me, 514 a ", "x.ca ", "+1", "a!", "oil|",
    "\u200b", "e\u0301",
]  # fmt: skip


@pytest.fixture(autouse=True)
def without_the_library(monkeypatch):
    """Leave out the library, whose bounded share would flatter the ratio."""
    monkeypatch.setattr(phones, "LIBRARY_READS", 0)


def cost(text):
    """Return the least processor time of three readings: the rest is noise."""
    times = []
    for _ in range(3):
        before = time.process_time()
        screen(text)
        times.append(time.process_time() - before)
    return min(times)


@pytest.mark.parametrize("shape", SHAPES)
def test_twice_the_text_takes_about_twice_the_time(shape):
    text = shape * (2 * SIZE // len(shape))

    # A quadratic pattern would show 4 and a cubic one 8; the tick spares very short times.
    tick = 0.004
    assert cost(text) < 3.2 * cost(text[: len(text) // 2]) + tick
