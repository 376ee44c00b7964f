"""Teaching the second reader: what it learns from a few lines, and what it writes."""

import pytest
import taught_lines
import train_second_reader

from portal.data import cues
from portal.screening import DISTRESS, Kind
from portal.screening.cues import sentences
from portal.screening.folding import fold
from portal.screening.second_reader import known_features, leaning_to_others, summed

INVITATION, HARMLESS = "on se voit au parc samedi", "merci pour tes conseils"
LABELS = [
    (INVITATION, ["meeting"]),
    ("on se voit chez nous samedi", ["meeting"]),
    ("je veux mourir samedi", ["self_harm"]),
    ("je veux mourir au parc", ["self_harm"]),
    (HARMLESS, ["none"]),
    ("merci pour ta réponse", ["none"]),
]


@pytest.fixture
def weights(tmp_path, monkeypatch):
    file = tmp_path / "weights.txt"
    lines = [taught_lines.labelled(text, labels) for text, labels in LABELS]
    monkeypatch.setattr(train_second_reader, "corpus", lambda: lines * 4)
    monkeypatch.setattr(train_second_reader, "WEIGHTS", file)
    monkeypatch.setattr(cues, "WEIGHTS", file)
    return file


def test_what_was_taught_is_told_from_what_is_harmless(weights, monkeypatch):
    train_second_reader.main()
    learned = cues.weights.__wrapped__()
    monkeypatch.setattr("portal.screening.second_reader.weights", lambda: learned)

    def sums(text):
        (sentence,) = sentences(fold(text))
        return summed(known_features(sentence), len(sentence.words))

    invitation = sums(INVITATION)
    assert max(invitation, key=invitation.__getitem__) == Kind.MEETING
    assert leaning_to_others(invitation) > 0 > leaning_to_others(sums(HARMLESS))


def test_the_same_lines_give_the_same_file(weights):
    train_second_reader.main()
    once = weights.read_text("utf-8")
    train_second_reader.main()
    assert weights.read_text("utf-8") == once


def test_a_number_teaches_only_that_it_is_no_distress():
    line = taught_lines.labelled("mon cell : 514 555-0123", ["phone"])
    assert None in line.kinds
    assert Kind.MEETING in line.kinds
    assert not DISTRESS & set(line.kinds)
    assert not line.judged


def test_of_several_labels_each_may_be_the_one():
    line = taught_lines.labelled("viens chez nous, dis-le pas", ["meeting", "secrecy", "phone"])
    assert line.kinds == {Kind.MEETING, Kind.SECRECY}


def test_each_pattern_says_what_it_is_of():
    assert {kind for line in taught_lines.patterns() for kind in line.kinds} == {
        None,
        *taught_lines.KINDS,
    }
