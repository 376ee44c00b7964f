"""A risk at the end of a long text is found, whatever somebody put before it."""

import gc
import random
import time

import pytest

from portal.screening import Kind, screen

BEFORE = 19_000
TALK = (
    "merci beaucoup pour ton message hier nous avons parlé de biologie en classe puis le prof a"
    " montré un film sur les métiers de la santé ma soeur étudie au cégep elle aime bien la chimie"
    " thanks again the workshop was great today everyone learned about welding and safety rules"
)
RISKS = {
    Kind.PHONE: "appelle au 514 555 0123",
    Kind.THREAT: "je vais te tuer",
    Kind.SELF_HARM: "je veux mourir",
    Kind.EMAIL: "lea arobase gmail point com",
    Kind.INSULT: "c.o.n.n.a.r.d",
}


def varied() -> str:
    """Return ordinary words in no order, a full stop now and then."""
    chance = random.Random(4)
    words = TALK.split()
    said = (chance.choice(words) + chance.choice(["", "", "", ".", ","]) for _ in range(BEFORE))
    return " ".join(said)[:BEFORE]


def drawn() -> str:
    """Return letters, figures and signs in no order, as who dodges the screen writes."""
    chance = random.Random(4)
    return "".join(chance.choice("a4e3i1o0s5t7@$!. ") for _ in range(BEFORE))


FILLINGS = {
    "varied": varied(),
    "dotted": "a." * (BEFORE // 2),
    "letters": "s u i " * (BEFORE // 6),
    "said again": "je veux te " * (BEFORE // 11),
    "drawn": drawn(),
    "signs": "\U0001f469\u200d\U0001f467 " * (BEFORE // 4),
}


@pytest.mark.parametrize("filling", FILLINGS)
@pytest.mark.parametrize("kind", RISKS)
def test_a_risk_after_nineteen_thousand_characters_is_found(filling, kind):
    before = FILLINGS[filling]

    verdict = screen(f"{before}\n{RISKS[kind]}")

    ends = [found.end for found in verdict.findings if found.kind is kind]
    assert ends
    assert max(ends) > len(before)


def test_words_pasted_again_and_again_leave_what_stands_between_them_in_its_place():
    text = "ok merci " * 300 + "je veux " + "bien " * 300 + "mourir"

    assert Kind.SELF_HARM not in {found.kind for found in screen(text).findings}


@pytest.mark.parametrize("filling", FILLINGS)
def test_twenty_thousand_characters_are_read_in_a_moment(filling):
    text = FILLINGS[filling] + FILLINGS[filling][:1000]
    screen("ok")

    gc.disable()
    before = time.process_time()
    screen(text)
    spent = time.process_time() - before
    gc.enable()

    # 100 ms by itself; the margin is for a machine that others use too.
    assert spent < 0.5
