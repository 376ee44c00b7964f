"""Approaches told sideways, and their harmless neighbours: invented lines, none of a case."""

import pytest

from portal.screening import screen

HELD = {
    "meeting": (
        "Ma coloc est partie toute la semaine, viens réviser chez moi",
        "à quelle heure tu sors ? je vais être dans le stationnement",
        "on pourrait prendre une crème glacée au vieux port",
        "The cabin has a pool, bring your swimsuit",
        "I'm taking you fishing when school ends",
        "which bus stop is closest to your house? I'll wait there",
    ),
    "off_platform": (
        "crée-toi un compte signal, pis écris-moi là",
        "mets-toi sur telegram",
        "leave your camera on while you read",
        "there's an app where messages vanish, let's use that",
    ),
    "secrecy": (
        "vaut mieux pas en parler à ta conseillère",
        "you can't show this to your counsellor",
        "si ça se sait, ma carrière est finie",
        "save my number under a friend name in your phone",
        "your dad wouldn't get it, leave him out of this",
    ),
    "money": (
        "viens déneiger mon entrée, je te paie comptant, pas de facture",
        "laisse-moi te payer ta robe de bal",
        "could you deposit a cheque for me and keep the change?",
        "name a price and you could make two hundred",
    ),
    "sexual": (
        "ma femme me comprend pas comme toi",
        "tu mettrais ta petite jupe pour me faire plaisir ?",
        "I wish I was there to hold you tonight",
        "what do I get in return, gorgeous?",
    ),
}
PASSES = (
    "Désolée, je ne peux pas te voir en dehors du programme.",
    "Call me Alex, everyone does.",
    "On se rencontre une fois par semaine avec toute l'équipe.",
    "I sold gift cards as a cashier.",
    "We never meet the actors, the sets are built elsewhere.",
    "Je pense lâcher Minecraft, ça prend tout mon temps d'étude.",
    "Coupe les fils nus avant de souder, pas après.",
    "I need to get out of this town and see a university.",
    "Let's meet the deadline, said my boss.",
    "La paye rentre aux deux semaines par dépôt direct.",
)


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind in HELD for text in HELD[kind]])
def test_an_approach_in_other_words_is_held(kind, text):
    assert screen(text).held, kind


@pytest.mark.parametrize("text", PASSES)
def test_its_harmless_neighbour_passes(text):
    assert not screen(text).held
