"""Hints that say something only together, whatever the words between (R6, R8)."""

import time

import pytest

from portal.data import hints
from portal.screening import Context, Kind, screen
from portal.screening.shapes import FORMS

TOLD = [
    (Kind.ADDRESS, "chez nous c'est juste à côté du dépanneur, la maison grise"),
    (Kind.ADDRESS, "our place is the blue house behind the rink"),
    (Kind.ADDRESS, "je reste su' Ontario coin Fictive"),
    (Kind.ADDRESS, "the key is under the mat, 12 Sample"),
    (Kind.ADDRESS, "tu restes sur quelle rue"),
    (Kind.HANDLE, "insta?"),
    (Kind.HANDLE, "t'as tu snap toi"),
    (Kind.HANDLE, "add me, same name as here with a 2"),
    (Kind.HANDLE, "sur l'app au fantôme mon nom c'est le prénom de mon chien pis 07"),
    (Kind.HANDLE, "on tiktok I'm leadanseexmpl"),
    (Kind.EMAIL, "mon gmail c'est mon prénom pis mon nom collés"),
    (Kind.URL, "le lien est dans ma bio"),
    (Kind.PHONE, "j'ai le 438 comme toi, ensuite 555, fini par 01 77"),
    (Kind.PHONE, "514-KIK-0123"),
    (Kind.PHONE, "5a1b4c5d5e5f0g1h4i4"),
    (Kind.PHONE, "seven digits: 555-0133"),
    (Kind.POSTAL_CODE, "H comme hôtel deux X trois Y sept"),
    (Kind.POSTAL_CODE, "ça commence par H1V pis ça finit par 2B3"),
    (Kind.ID, "ma plaque c'est X99 XYZ"),
    (Kind.ID, "my library account number is 1122334455"),
    (Kind.ID, "send a pic of your student card"),
    (Kind.HANDLE, "at sign brodyexmpl, thats my X"),
    (Kind.HANDLE, "a commercial jujuexmpl sur twitter"),
    (Kind.HANDLE, "Vous me trouverez sur LinkedIn sous Sophie Exemple-Roy"),
    (Kind.HANDLE, "linkedin name is Daniel Sample"),
    (Kind.HANDLE, "twitch tv exmplcooks, i'm live on fridays"),
    (Kind.HANDLE, "epic games id exmpl-ninja-514"),
    (Kind.HANDLE, "sur valorant je suis Kaos Exmpl"),
    (Kind.HANDLE, "le code pour m'ajouter c'est EXMPL-2241"),
    (Kind.ADDRESS, "I wait for the bus at Sample and 5th every morning"),
    (Kind.ADDRESS, "123 exmpl st, back door"),
    (Kind.HANDLE, "kik jujuexmpl"),
    (Kind.HANDLE, "u/jujuexmpl"),
    (Kind.HANDLE, "what app can i text you on"),
    (Kind.ADDRESS, "la grosse grange rouge après le pont"),
    (Kind.ADDRESS, "blue house next to St. Example church"),
]
PASSING = [
    "Chez nous, on construit des maisons à côté du parc.",
    "Notre bureau est au deuxième étage, pas loin du cégep.",
    "J'habite à 40 minutes du cégep.",
    "Tourne à gauche après l'accueil, le local est là.",
    "J'aime regarder des tutos sur tiktok.",
    "Je suis la seule fille du programme.",
    "The same name is used for two programs.",
    "Do I sign emails with my first and last name?",
    "Put a link to your portfolio in the letter.",
    "The first link in the document is broken.",
    "le papier A1, A2 et A3",
    "La plaque fait 12 par 24.",
    "my code crashed at line 12345",
    "What app did you use to learn coding?",
    "was it you who left the umbrella in room 12",
    "We're meeting our co-op teacher in room 214 at lunch",
    "The stick broke and hit me in the shin",
    "c'est pas assez payant, on s'obstine là-dessus",
    "mon surnom au chantier c'est Patate, demande-moi pas pourquoi",
    "Le notaire passe ses journées avec des couples qui achètent leur première maison.",
    "My locker number is 1142 and it's always jammed",
    "Ajoute Bob Ross sur YouTube à ta liste.",
    "Do you use TikTok for your business?",
    "The house we painted is two doors down from the arena.",
    "10 joueurs st jerome",
    "Reddit moderators don't get paid.",
    "Tout le monde sait que la maison est un bon investissement.",
    "Le lien dans la description du cours ne marche pas.",
    "We handled 819 calls last month, 450 more than in 2022.",
]


@pytest.mark.parametrize(("kind", "text"), TOLD)
def test_what_is_told_in_words_is_found(kind, text):
    assert kind in {finding.kind for finding in screen(text).findings}


@pytest.mark.parametrize("text", PASSING)
def test_hints_of_something_else_pass(text):
    assert not screen(text).held


def test_one_hint_alone_holds_nothing():
    assert not screen("C'est plus tranquille chez nous.").held
    assert not screen("Il y a un parc à côté du dépanneur.").held


def test_hints_in_two_messages_are_read_together():
    context = Context(earlier=("je reste",))

    assert screen("à côté du dépanneur", context).held


def test_hints_far_apart_in_a_long_text_are_not_together():
    talk = "nous avons parlé de biologie en classe. " * 20

    assert not screen(f"Chez nous, ça va bien. {talk} Le musée est à côté du parc.").held


def test_every_form_that_the_files_name_exists():
    named = {hint for together in hints.read()[1] for hint in together.wanted}

    assert {hint for hint in named if not hints.is_worded(hint)} <= FORMS.keys()


@pytest.mark.parametrize("piece", ["chez nous à côté du dep ", "insta mon nom moi ", "12 Sample "])
def test_hints_repeated_cost_no_more_than_other_words(piece):
    text = (piece * 20_000)[:20_000]
    screen("ok")

    before = time.process_time()
    screen(text)

    assert time.process_time() - before < 0.5  # 100 ms on a machine of its own
