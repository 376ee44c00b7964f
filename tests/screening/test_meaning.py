"""Distress, secrets, meetings, money and other channels: what is meant, however it is written."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.screening import Context, Kind, screen


def sentences(name: str) -> list[str]:
    """Return the sentences of a file that stands beside this one."""
    lines = Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


HARMLESS = sentences("harmless.txt")
MOST_HELD = 0.02

SELF_HARM = [
    "jveu mourir, sa sert a rien",
    "g envi de mourrir",
    "jme coupe quand sa va pas",
    "chu tanné de vivre",
    "jveu pu etre la",
    "j'ai pu envie de vivre",
    "je veux en finir",
    "je ne veux plus vivre",
    "personne s'en rendrait compte si je disparaissais",
    "ma famille serait mieux sans moi",
    "je suis rien qu'un fardeau pour mes parents",
    "à quoi ça sert de continuer à vivre",
    "la vie vaut pas la peine d'être vécue",
    "je me fais du mal depuis des mois",
    "j'ai recommencé à me couper",
    "j'ai des cicatrices sur les bras pis je les cache",
    "je me fais vomir après les repas",
    "j'ai écrit une lettre d'adieu",
    "prends soin de mon chien quand je serai plus là",
    "j'aurais jamais dû naître",
    "je mérite juste de mourir",
    "J'aimerais m'endormir et ne plus jamais me réveiller.",
    "j'ai des idées noires",
    "combien de tylenol ça prend pour mourir",
    "mon amie parle de se suicider",
    "j'en peux plus, je veux que ça arrête",
    "kms",
    "I want to end it",
    "i wanna d1e",
    "no one would miss me",
    "i'm gonna unalive myself",
    "I don't want to wake up tomorrow",
    "I wish I was never born",
    "everyone's better off without me",
    "there's no point in living anymore",
    "I started cutting again",
    "i cant do this anymore",
    "I want to disappear",
    "tired of being alive",
    "I took a whole bottle of pills",
    "I make myself throw up after dinner",
    "my best friend wants to kill herself",
]
DISCLOSURE = [
    "mon père me frappe",
    "y m'a touchée",
    "mon per me tape avec la ceinture",
    "ma mère me bat quand elle boit",
    "j'ai peur de rentrer chez nous",
    "mon beau-père vient dans ma chambre la nuit",
    "je me suis fait violer",
    "mon père bat ma petite sœur",
    "y'a rien à manger chez nous",
    "mes parents m'ont mis dehors, je sais pas où dormir",
    "ma mère est tout le temps saoule",
    "mon chum m'a forcée à coucher avec lui",
    "mon boss me touche les fesses",
    "ils m'attendent après l'école pis ils me frappent",
    "mon ex menace de publier mes photos",
    "on m'a dit de rien dire à personne",
    "mes parents veulent me marier de force",
    "mon oncle me fait faire des choses que je veux pas",
    "je me sens pas en sécurité à la maison",
    "my dad hits me",
    "my stepdad comes in my room at night",
    "he does things to me",
    "I'm afraid to go home",
    "there's nothing to eat at home",
    "my boyfriend hits me when he's mad",
    "they locked me out again",
    "he told me not to tell anyone",
    "I was molested by a neighbour",
    "they beat me up at school every day",
    "someone is threatening to leak my nudes",
]
HELD = {
    Kind.SECRECY: [
        "garde ça entre nous",
        "dis le pas a tes parents",
        "c'est notre petit secret",
        "efface ce message après",
        "parle-s-en à personne stp, parle en pas a ta prof",
        "parlons ailleurs, les modérateurs lisent tout",
        "promets-moi de rien dire",
        "tes parents ont pas besoin de savoir",
        "keep this between us",
        "dont tell ur mom",
        "delete this chat after",
        "can you keep a secret?",
        "they read everything here",
        "your parents don't need to know",
    ],
    Kind.OFF_PLATFORM: [
        "donne-moi ton num",
        "texte-moi ce soir",
        "on peut-tu se parler par téléphone",
        "on continue sur une autre application",
        "comment je peux te rejoindre en dehors du portail?",
        "envoie-moi ton adresse courriel",
        "appelle-moi demain",
        "what's your number",
        "call me tonight",
        "let's move to another app",
        "can we video call instead",
        "how can I reach you outside of this app",
    ],
    Kind.MEETING: [
        "on se voit demain?",
        "viens chez nous samedi",
        "j'peux te donner un lift",
        "je passe te chercher après l'école",
        "on va prendre un café ensemble?",
        "est-ce que je peux visiter votre bureau jeudi",
        "rejoins-moi au parc à 4 h",
        "tu restes où?",
        "j'aimerais vous rencontrer en personne",
        "passe à mon atelier mardi",
        "let's meet up this weekend",
        "I can pick you up after school",
        "come over to my place",
        "where do you live",
        "wanna hang out saturday",
        "meet me at the mall",
    ],
    Kind.MONEY: [
        "prête-moi 20 $",
        "je t'envoie un virement Interac",
        "j'ai besoin d'argent, peux-tu m'aider",
        "achète-moi une carte cadeau",
        "je te paye si tu fais mon devoir",
        "argent facile, investis avec moi",
        "send me 50$",
        "can I borrow 20 bucks",
        "buy me a gift card",
        "I'll pay you for pics",
        "you owe me 30 dollars",
    ],
}
DISTRESS = [*SELF_HARM, *DISCLOSURE, *sentences("distress.txt")]
RISKY = [(kind, text) for kind, texts in HELD.items() for text in texts]


@pytest.mark.parametrize("text", DISTRESS)
def test_distress_is_held_and_told_at_once(text):
    verdict = screen(text)

    assert verdict.held
    assert verdict.alert


@pytest.mark.parametrize(("kind", "text"), RISKY)
def test_what_is_risky_is_held_and_alerts_nobody_for_sure(kind, text):
    verdict = screen(text)

    assert verdict.held
    assert verdict.doubt or not verdict.alert


@pytest.mark.parametrize("kind", HELD)
def test_most_are_named_by_their_kind(kind):
    named = [kind in {finding.kind for finding in screen(text).findings} for text in HELD[kind]]

    assert sum(named) >= 0.8 * len(named)


def test_harmless_talk_is_hardly_ever_held():
    assert len(HARMLESS) >= 300

    held = [text for text in HARMLESS if screen(text).held]

    assert len(held) <= MOST_HELD * len(HARMLESS), held


def test_what_is_risky_is_seldom_taken_for_distress():
    doubted = [text for _kind, text in RISKY if screen(text).doubt]
    assert 100 * len(doubted) <= 3 * len(RISKY), doubted


def test_harmless_talk_alerts_nobody():
    assert [text for text in HARMLESS if screen(text).alert] == []


@settings(max_examples=150, deadline=None)
@given(
    text=st.sampled_from(DISTRESS),
    capitals=st.booleans(),
    bare=st.booleans(),
    stretched=st.integers(min_value=2, max_value=4),
)
def test_capitals_accents_and_drawn_out_ends_hide_no_distress(text, capitals, bare, stretched):
    written = text.rstrip(".?")
    if bare:
        written = written.translate(str.maketrans("éèêàâîïôûùç", "eeeaaiiouuc"))
    if written[-1].isalpha() and len(written.split()[-1]) > 3:
        written += written[-1] * stretched
    assert screen(written.upper() if capitals else written).alert


SPLIT = {
    "je veux": "mourir",
    "mon père": "me frappe",
    "I want to": "die",
    "on peut se": "voir demain",
    "garde ça": "entre nous",
}


@pytest.mark.parametrize(("before", "text"), SPLIT.items())
def test_a_sentence_over_two_messages_is_read_as_one(before, text):
    assert screen(text, Context(earlier=(before,))).held
