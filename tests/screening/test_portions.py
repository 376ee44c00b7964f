"""What a text may cost, counted in steps: a clock would tell what else the machine does."""

import random
import string

import evaluate_screen
import pytest

from portal.screening import screen
from portal.screening.folding import fold
from portal.screening.lattice import lattice
from portal.screening.phrases import shipped_machine
from portal.screening.portions import ALWAYS, MOST_PIECES, PIECE, RULE, portions, unread

LONG = evaluate_screen.LONG
MOST_STEPS = 20_000  # of the machine of the phrases; a page of prose takes about a thousand
ALPHABETS = {
    "letters": string.ascii_lowercase + " ",
    "letters that are spaced": "aeiostnj      ",
    "figures": "0123456789 -.",
    "signs": string.punctuation + " a5",
    "many scripts": "aеοé漢字ﷺß５ 👻→\u200b\u0301",
}


def steps(text):
    """Return how many ways from word to word a text has, and how many phrases begin in it."""
    machine = shipped_machine()
    count = 0
    for _, part in portions(text):
        graph = lattice(fold(part), machine.vocabulary)
        count += sum(map(len, graph.edges)) + len(machine.matches(graph))
    return count


def drawn_from(alphabet):
    """Return characters in no order, always the same."""
    chance = random.Random(11)
    return "".join(chance.choices(alphabet, k=LONG))


@pytest.mark.parametrize("shape, text", evaluate_screen.adversarial())
def test_no_shape_takes_more_steps_than_it_may(shape, text):
    assert steps(text) <= MOST_STEPS


@pytest.mark.parametrize("alphabet", ALPHABETS.values(), ids=ALPHABETS)
def test_no_characters_in_no_order_take_more(alphabet):
    assert steps(drawn_from(alphabet)) <= MOST_STEPS


def test_what_a_message_may_hold_is_read_whole_whatever_stands_in_it():
    text = evaluate_screen.drawn(evaluate_screen.MIXED[0], " ")[:ALWAYS]
    assert portions(text) == [(0, text)]


def test_a_letter_of_two_pages_is_read_whole():
    text = ("Hier, au laboratoire, nous avons observé des cellules au microscope. " * 200)[:6_000]
    assert portions(text) == [(0, text)]
    assert not screen(text).held


def test_what_is_too_much_to_read_is_held_and_both_ends_are_read():
    text = evaluate_screen.drawn("merci bien hier la 2 3 ok", " ")
    verdict = screen(f"{text} lea.exmpl@example.com")
    (gap,) = (found for found in verdict.findings if found.rule == RULE)
    assert verdict.held
    assert "email" in {found.kind for found in verdict.findings}
    kept = text[: gap.start] + text[gap.end :]
    assert len(PIECE.findall(kept)) <= MOST_PIECES


def test_what_is_read_and_what_is_not_make_the_whole():
    text = drawn_from(ALPHABETS["figures"])
    read = portions(text)
    (gap,) = unread(read)
    assert read[0][1] + text[gap.start : gap.end] + read[1][1] == text
