"""No message may cost more than its length: ten times the text, about ten times the time."""

import gc
import time

import evaluate_screen
import pytest

from portal.screening import phones, screen

SIZE = 2_000
TIMES = 10
SHAPES = [
    "a", "@", "a@", "a.", "a ", "5", "5 ", "5o", " ", ".", "www.", "http://", "abc,", "co/a.",
    " at ", " arobase ", "a point ", "cinq ", "quatre vingt ", "mon insta ", "insta: ",
    "donne ton ", "514-555-012 ", "514-555-0123 ", "text me, 514 a ", "x.ca ", "+1", "a!", "oil|",
    "\u200b", "e\u0301", "je veux ", "tu es un ", "you are such a ", "f*ck ", "c.o.n ",
    "j'", "a.b_c-",
    "s u i ", "gros ", "mort de rire ", "fuck you ", "jeveuxtu", "je\n",
    "abcd 1234 5678 ", "3210555415 a ", "born 1 jan 2005 ", " ma", "! dob", "a#1234 ",
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


def in_proportion(part, whole, times):
    """Tell whether `whole` costs at most `times` what `part` costs, and a tick for short times.

    The least of some rounds, in turn, the rest being noise: they end as soon as that is shown.
    """
    least_part = least_whole = float("inf")
    for _round in range(5):
        least_part = min(least_part, cost(part))
        least_whole = min(least_whole, cost(whole))
        if least_whole < times * least_part + 0.01:
            return True
    return False


@pytest.mark.parametrize("shape", SHAPES)
def test_ten_times_the_text_takes_about_ten_times_the_time(shape):
    text = shape * (TIMES * SIZE // len(shape))

    # A quadratic pattern would show 100: the margin is for a machine that others use too.
    assert in_proportion(text[: len(text) // TIMES], text, 3.5 * TIMES)


@pytest.mark.parametrize("shape, text", evaluate_screen.adversarial()[-6:])
def test_four_times_a_mixture_takes_about_four_times_the_time(shape, text):
    assert in_proportion(text[: len(text) // 4], text, 3 * 4)
