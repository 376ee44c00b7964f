"""Families of sentences that frames hold, in both languages, and their innocent twins."""

import pytest

from portal.screening import screen

DISTRESS = (
    "my cousin feels me up when we're alone",
    "mon oeil au beurre noir vient pas du hockey, j'ai menti à tout le monde",
    "le proprio veut des faveurs au lieu du loyer",
    "my supervisor says i'll get a good evaluation if i have dinner with him",
    "je travaille 40 h dans leur restaurant sans salaire, ils gardent mon passeport",
    "she hides the food and locks the fridge",
    "mes parents ont deux autres enfants, ils vont survivre",
    "my bag is packed and my letters are written, good luck with your career",
    "j'ai gardé les pilules de ma grand-mère au cas où ça empire",
    "i don't take my insulin anymore on purpose",
    "je me gratte les bras jusqu'au sang avant chaque examen",
    "soon i won't be a problem for anybody",
)
HELD = (
    "y'a un airtag dans ton sac, l'as-tu trouvé",
    "watch your kids, accidents happen to folks who talk too much",
    "tu vas te retrouver à l'hôpital mon gars",
    "i can get your whole family deported so be polite to me",
    "je plains ceux qui travaillent avec toi, incompétent",
    "even your own dog can't stand you",
    "my 6 year old cousin is smarter than you",
    "enlève cette guenille de sur ta tête",
    "i wouldn't work with blacks if you paid me",
    "les hommes sont supérieurs, c'est la nature",
)
PASSES = (
    "mon père m'a poussé à m'inscrire au DEC",
    "my coach says hands on hips when we run",
    "I gave myself until June to choose a program",
    "je traverse la rue sans regarder mon cell",
    "they will survive without me at work, I get two weeks off",
    "my bruises are from rugby",
    "on prépare un exercice d'évacuation incendie à l'école demain",
    "one more coat of paint and your brakes cover is done",
    "the old fart of a car finally died",
    "les filles en mécanique sont de plus en plus nombreuses",
    "on n'embauche pas de stagiaires avant juin",
    "tu as un projet minable ? non, il est super",
)


@pytest.mark.parametrize("text", DISTRESS)
def test_distress_told_in_new_words_is_held_and_alerts(text):
    verdict = screen(text)

    assert verdict.held
    assert verdict.alert


@pytest.mark.parametrize("text", HELD)
def test_threats_insults_and_hate_in_new_words_are_held(text):
    assert screen(text).held


@pytest.mark.parametrize("text", PASSES)
def test_their_innocent_twins_pass(text):
    assert not screen(text).held
