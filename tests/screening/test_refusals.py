"""Who refuses, advises or gave up an account asks for nothing; the twin that asks is held."""

import pytest

from portal.screening import screen
from portal.screening.defaults import default_context

PASSING = (
    "Je ne donne pas mon numéro aux élèves, c'est la règle.",
    "Ne donne jamais ton adresse à quelqu'un que tu connais juste en ligne.",
    "Never give out your address or phone number in here.",
    "If someone asks you to move to Snapchat, report it with the button.",
    "J'ai effacé mon compte Facebook en 2018.",
    "My tomato plants gave up on life in August",
    "The final boss kills me every single time",
    "She overdosed the lawn with fertilizer and it all went yellow.",
    "Mon coach nous pousse fort aux pratiques mais il est juste.",
    "On brûle les vieux plants de tomates à l'automne.",
    "Chut, le film était super mais je te dis pas la fin!",
)
HELD = (
    "Je ne donne pas mon numéro, mais toi donne-moi ton numéro",
    "Never give out your address, except to me: give me your address",
    "If someone asks you to move to Snapchat, say yes. Add me on Snapchat",
    "J'ai effacé mon compte Facebook, mon nouveau compte insta c'est lea.exmpl",
    "I gave up on life in August",
    "someone please kill me",
    "My mom overdosed again last night",
    "Mon coach nous pousse contre le mur quand on perd.",
    "Brûlez les tous ces immigrants.",
    "Chut, dis rien à tes parents",
    "Nobody can stop me this time. Please look after my cat.",
    "cinq cent 14 - 555 - zéro 181",
    "f o u r one eight 555 o one two one",
    "ig = k a r i m _ b i d o n",
    "faux-souliers point shop, va voir ça",
)


@pytest.mark.parametrize("text", PASSING)
def test_what_is_refused_or_advised_against_passes(text):
    assert not screen(text, default_context()).held


@pytest.mark.parametrize("text", HELD)
def test_what_is_asked_all_the_same_is_held(text):
    assert screen(text, default_context()).held
