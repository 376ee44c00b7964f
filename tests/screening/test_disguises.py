"""However a datum is dressed up, it is the same datum (R8)."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.screening import Kind, screen
from portal.screening.folding import fold

PLAIN = {
    Kind.PHONE: "appelle-moi : cinq un quatre 555 zero un deux trois",
    Kind.EMAIL: "mon adresse est lea arobase exemple point com",
    Kind.URL: "tout est sur www.exemple.com va voir",
    Kind.HANDLE: "mon instagram c'est lea_tremblay",
}
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u034f\ufe0f"
MARKS = "\u0300\u0301\u0308\u0327"
CYRILLIC = str.maketrans("aceopsi", "асеорѕі")


def finds(kind, text):
    return kind in {finding.kind for finding in screen(text).findings}


def fullwidth(text):
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


def doubled(text):
    return "".join(char * 2 if char in "aeno" else char for char in text)


DISGUISES = {
    "capitals": str.upper,
    "full width": fullwidth,
    "Cyrillic": lambda text: text.translate(CYRILLIC),
    "zero width": "\u200b".join,
    "decomposed": lambda text: unicodedata.normalize("NFD", text.replace("e", "é")),
}


@pytest.mark.parametrize("kind", PLAIN)
@pytest.mark.parametrize("disguise", DISGUISES)
def test_a_disguise_hides_nothing(kind, disguise):
    assert finds(kind, DISGUISES[disguise](PLAIN[kind]))


@pytest.mark.parametrize("kind", [Kind.PHONE, Kind.EMAIL, Kind.HANDLE])
def test_doubled_letters_hide_nothing(kind):
    assert finds(kind, doubled(PLAIN[kind]))


@st.composite
def mutated(draw, text):
    """Change case, add marks and slip invisible characters in, at random places."""
    pieces = []
    for char in text:
        cased = char.upper() if draw(st.booleans()) else char
        mark = draw(st.sampled_from(["", "", *MARKS])) if char.isalpha() else ""
        pieces.append(cased + mark + draw(st.sampled_from(["", "", *INVISIBLE])))
    return "".join(pieces)


@pytest.mark.parametrize("kind", PLAIN)
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_random_case_accents_and_invisible_characters_keep_the_finding(kind, data):
    assert finds(kind, data.draw(mutated(PLAIN[kind])))


WORDS = (
    "mon insta snap : @ . , - / + 1 5 514 555 0123 cinq cent vingt et double five hundred twelve"
    " zero arobase at point com ca www gmail exemple a me sur ajoute moi appelle ton num"
)
PIECES = st.sampled_from(WORDS.split())
TEXTS = st.text(max_size=200) | st.lists(PIECES, max_size=20).map(" ".join)


@settings(max_examples=150, deadline=None)
@given(text=TEXTS)
def test_any_text_gets_spans_inside_it(text):
    for finding in screen(text).findings:
        assert 0 <= finding.start < finding.end <= len(text)


@settings(max_examples=60, deadline=None)
@given(text=st.text(max_size=100))
def test_folding_keeps_a_way_back_in_order(text):
    folded = fold(text)

    assert len(folded.text) == len(folded.starts) == len(folded.ends)
    assert list(folded.starts) == sorted(folded.starts)
