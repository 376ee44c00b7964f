"""No message may cost more than its length: twice the text, about twice the time."""

import gc
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
def only_the_patterns(monkeypatch):
    """Leave out the library, whose bounded share would flatter the ratio, and the collector."""
    monkeypatch.setattr(phones, "LIBRARY_READS", 0)
    gc.disable()
    yield
    gc.enable()


def cost(text):
    """Return the processor time of one reading."""
    before = time.process_time()
    screen(text)
    return time.process_time() - before


def costs(*texts):
    """Return the least time of each text over five rounds in turn: the rest is noise."""
    return [min(times) for times in zip(*(map(cost, texts) for _ in range(5)), strict=True)]


@pytest.mark.parametrize("shape", SHAPES)
def test_twice_the_text_takes_about_twice_the_time(shape):
    text = shape * (2 * SIZE // len(shape))

    # A quadratic pattern would show 4 and a cubic one 8; the tick spares very short times.
    tick = 0.004
    half, whole = costs(text[: len(text) // 2], text)
    assert whole < 3.2 * half + tick
