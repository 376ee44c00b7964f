"""Whatever is sent, the screen answers, soon, with spans that lie in the text."""

import time

import evaluate_screen
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.screening import Context, screen

HANGS = 5  # seconds; what it should take is told by scripts/evaluate-screen
BAD = {
    "nothing": "",
    "only spaces": " \t\n\u00a0\u3000",
    "only zero width": "\u200b\u200c\u200d\u2060\ufeff" * 50,
    "only marks": "\u0301" * 300,
    "one letter, many marks": "a" + "\u0336" * 2_000,
    "right to left": "\u202emoc.elpmaxe@ael\u202c merci \u2066a\u2069",
    "unclosed overrides": "\u202e\u202d\u2067" * 500 + "allo",
    "emoji sequences": "👩\u200d👩\u200d👧\u200d👦🏳\ufe0f\u200d🌈🇨🇦1\ufe0f\u20e3" * 200,
    "half characters": "\ud83d allo \udc00",
    "controls": "".join(map(chr, range(32))) + "\x7f\x85\u2028\u2029",
    "letters that grow": "ﷺ" * 500 + "ŉﬃ㎏ẞİ" * 200,
    "other scripts": "Привет, как дела? 你好 שלום مرحبا ٥١٤ ५१४",
    "dots": "a." * 10_000,
    "no end": "a" * 20_000,
}
ODD = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("aeo015@.-_ '(#$\n\u200b\u0301\u202eіо５ⓐ\ufe0f\u20e3\ud83d"),
    ),
    max_size=60,
)


def check(text, earlier=()):
    before = time.process_time()
    verdict = screen(text, Context(earlier=tuple(earlier)))
    assert time.process_time() - before < HANGS
    for finding in verdict.findings:
        assert 0 <= finding.start < finding.end <= len(text)
    return verdict


@pytest.mark.parametrize("text", BAD.values(), ids=BAD)
def test_bad_input_is_answered(text):
    check(text)
    check(text, earlier=(text, text))


@pytest.mark.parametrize("name", ["nothing", "only spaces", "only zero width", "only marks"])
def test_what_says_nothing_is_not_held(name):
    assert check(BAD[name]).findings == ()


def test_a_datum_after_bad_input_is_seen_where_it_is():
    for text in BAD.values():
        whole = f"{text} lea.exmpl@example.com"
        spans = [(found.start, found.end) for found in check(whole).findings]
        assert any(start >= len(text) and end == len(whole) for start, end in spans)


@pytest.mark.parametrize("shape", evaluate_screen.ADVERSARIAL)
def test_twenty_thousand_characters_of_anything(shape):
    check((shape * 20_000)[:20_000])


@given(text=ODD, earlier=st.lists(ODD, max_size=2))
@settings(derandomize=True, max_examples=300, deadline=None, database=None)
def test_no_text_makes_it_stumble(text, earlier):
    check(text, earlier)
