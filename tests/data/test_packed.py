"""The packed table: it answers what a dictionary of the same rows would."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.data import cues
from portal.data.packed import Packed

NUMBERS = st.integers(-32_768, 32_767)
TABLES = st.dictionaries(st.text(), st.tuples(NUMBERS, NUMBERS, NUMBERS))


@given(TABLES, st.lists(st.text()))
def test_it_answers_as_a_dictionary_does(table, asked):
    packed = Packed(table.items(), 3)
    assert list(packed) == list(table)
    for name in (*table, *asked):
        row = packed.row(name)
        assert (packed.sums([row]) if row else None) == (
            list(table[name]) if name in table else None
        )
    rows = range(1, len(packed) + 1)
    assert packed.sums(rows) == [sum(row[place] for row in table.values()) for place in range(3)]


@pytest.mark.parametrize("rows", [[("once", [1])], [("twice", [1, 2]), ("twice", [3, 4])]])
def test_what_cannot_be_kept_is_refused(rows):
    with pytest.raises(ValueError, match=r"2 numbers|stands twice"):
        Packed(rows, 2)


def test_the_weights_are_those_of_the_file_to_the_last_digit():
    said = cues.weights()
    listed = {name: text.split() for name, _place, text in cues.named_lines()}
    for name in cues.MARKS:
        del listed[name]
    assert list(said.features) == list(listed)
    for name, words in listed.items():
        written = dict(zip(words[::2], words[1::2], strict=True))
        (row,) = {said.features.row(name)} - {0}
        read = dict(zip(said.kinds, said.features.sums([row]), strict=True))
        assert {kind: f"{steps / cues.STEPS:+.2f}" for kind, steps in read.items() if steps} == (
            written
        )
