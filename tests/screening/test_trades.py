"""What the world of work writes with words that are hard elsewhere (c.9)."""

import pytest

from portal.screening import screen

TRADES = [
    "Die setter",
    "Forging die cutter - foundry",
    "Life insurance broker",
    "Foster mother",
    "Meat boner - packing plant",
    "Crane hooker",
    "Erotic dancer",
    "Danseuse érotique",
    "Entrepreneur en érection de charpentes d'acier",
    "Women's clothing sales clerk",
    "Sandwich maker",
    "Opérateur de presse de mise en balles",
    "Rate clerk",
    "Garbage collector",
    "Développeuse de systèmes en arrière-plan",
    "Surveillante des travaux ménagers",
    "Briseur de verre",
    "control rooms of the mill",
    "Flagwomen may require a traffic control certificate",
    "Takes out food service trays",
    "Compile guest accounts, receipts and vouchers, then check chlorinators",
    "coordonne les activités pour des députés et des ministres",
    "Help students facing suicidal tendencies and abuse situations",
]
STILL_SEEN = [
    "t'es un arriéré mental",
    "sale raté",
    "espèce de déchet",
    "make me a sandwich woman, get back in the kitchen",
    "women are gross",
    "i have suicidal tendencies",
    "I want to die",
    "send nudes",
    "you're garbage",
]


@pytest.mark.parametrize("text", TRADES)
def test_a_trade_and_its_duties_pass(text):
    verdict = screen(text)

    assert not verdict.held
    assert not verdict.alert


@pytest.mark.parametrize("text", STILL_SEEN)
def test_the_same_words_at_somebody_are_held(text):
    assert screen(text).held
