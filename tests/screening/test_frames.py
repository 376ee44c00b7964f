"""Sentences by their form: what is found, what is excused, and what it may cost."""

import time

import pytest

from portal.screening import screen
from portal.screening.findings import Kind, Severity
from portal.screening.folding import fold
from portal.screening.frames import MOST_STEPS, Frame, Search, Slot

REACHES = {"+": (3, False), ">": (12, False), "..": (48, False), "&": (48, True)}


def frame(first, *slots, unless=()):
    """Return a frame of slots written as mark and sign."""
    return Frame(
        Kind.THREAT,
        Severity.HIGH,
        (first,),
        tuple(Slot((sign,), *REACHES[mark]) for mark, sign in slots),
        frozenset(unless),
        "threat.frame:test",
    )


def found(text, wanted):
    """Return what a frame marks in a text where each word in capitals is the sign it spells."""
    plain = fold(text).text
    signs = {}
    place = 0
    for word in text.split(" "):
        if word.isupper():
            signs.setdefault(word.lower(), []).append((place, place + len(word)))
        place += len(word) + 1
    span = Search(plain, signs).first_fit(wanted)
    return text[slice(*span)] if span else None


@pytest.mark.parametrize(
    ("mark", "text"),
    [
        ("+", "x A B x"),
        (">", "x A tout de B"),
        ("..", "A qui que tu sois et où que tu B"),
        ("&", "A puis B"),
        ("&", "B puis A"),
    ],
)
def test_signs_that_stand_as_a_frame_wants_them_are_found(mark, text):
    assert found(text, frame("a", (mark, "b")))


@pytest.mark.parametrize(
    ("mark", "text"),
    [
        ("+", "A tout B"),
        (">", "A qui que tu sois et où que tu B"),
        (">", "B puis A"),
        ("..", "B puis A"),
        ("..", "A. Puis B"),
        ("..", "A " + "bien " * 10 + "B"),
        ("&", "A ! Puis B"),
    ],
)
def test_signs_that_stand_otherwise_are_not(mark, text):
    assert not found(text, frame("a", (mark, "b")))


def test_the_whole_sentence_from_the_first_sign_to_the_last_is_marked():
    assert found("oh A bien B et C là", frame("a", (">", "b"), ("..", "c"))) == "A bien B et C"


def test_a_sign_too_early_does_not_hide_the_one_that_fits():
    assert found("A " + "bien " * 12 + "A B", frame("a", ("+", "b"))) == "A B"


@pytest.mark.parametrize("text", ["C A B", "A C B", "A B et C"])
def test_a_sign_that_excuses_excuses_its_sentence(text):
    assert not found(text, frame("a", ("..", "b"), unless=["c"]))


def test_a_sign_that_excuses_does_not_excuse_another_sentence():
    assert found("C. Puis A B", frame("a", ("..", "b"), unless=["c"])) == "A B"


@pytest.mark.parametrize(
    "text",
    [
        "mon frère va te casser les deux jambes mercredi",
        "i swear my cousins are gonna smash your ugly nose in",
        "les Chiliens sont tous des voleurs".replace("Chiliens", "Haïtiens"),
        "toutes les filles qui font ça sont juste trop faibles",
        "t'as le charisme d'une limace",
        "je t'imagine souvent dans ta douche",
        "faudrait surtout pas que ta prof l'apprenne",
    ],
)
def test_a_sentence_that_no_list_has_is_held_by_its_form(text):
    assert screen(text).held


@pytest.mark.parametrize(
    "text",
    [
        "je vais te battre au ping pong demain",
        "les gens disent que les Haïtiens sont tous des voleurs, c'est du racisme",
        "mon prof dit que je suis trop faible en maths",
        "les patients sont lavés dans leur douche",
        "le client ne veut pas que son employeur l'apprenne",
    ],
)
def test_the_same_words_in_a_harmless_sentence_pass(text):
    assert not screen(text).held


def test_a_text_made_to_be_searched_for_ever_is_searched_for_a_while():
    spans = [(place, place + 1) for place in range(0, 40_000, 2)]
    search = Search("a " * 20_000, {"a": spans})
    wanted = frame("a", *[("..", "a")] * 6, ("+", "b"))

    before = time.process_time()
    assert search.first_fit(wanted) is None

    assert time.process_time() - before < 0.1
    assert search.left > -MOST_STEPS
