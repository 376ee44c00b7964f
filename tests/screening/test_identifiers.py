"""What identifies a person or opens something of theirs (R38)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.screening import Kind, screen

TOLD = [
    "mon code permanent, c'est TREL02561234",
    "TREL 0256 1234",
    "ma carte soleil : trel 0256 1234",
    "mon NAS est le 046 454 286",
    "SIN: 123456789",
    "046-454-286",
    "123-45-6789",
    "4111 1111 1111 1111",
    "4111111111111111",
    "3782 822463 10005",
    "ma carte de crédit, 4111 1111 1111 1112",
    "GB82 WEST 1234 5698 7654 32",
    "passeport GA302922",
    "my driver's license is T1234-123456-12",
    "mon numéro de fiche est 1234567",
    "my student number is 20231234",
    "mon mot de passe c'est soleil",
    "mot de passe → Patate77",
    "le wifi c'est mdp: abcd1234",
    "my password is banana",
    "mon nip c'est 4821",
    "my PIN is 4821",
    "le code de l'alarme chez nous c'est 3390",
    "the alarm code at my place is 4471",
    "what's your password? I'll log in for you",
    "donne-moi ton mot de passe",
    "mon compte de banque : institution 815 transit 30123 folio 1234567",
    "le code de mon cell c'est 0412",
    "date de naissance : 2010-05-03",
    "social: nine one two, five five five, oh oh eight",
    "mon nass neuf zéro zéro, un deux trois, quatre cinq six",
    "i use hockey4life for everything, so thats my password here too",
    "mon code pour rentrer c 8841zou",
    "prends mon code de prof, c'est Erable2024",
    "the code to get in is 4471",
    "ma carte soleil c exml cinquante-huit douze quinze onze",
    "i got a code by text 448122",
    "DNI 12345678Z",
]
NOT_TOLD = [
    "ISBN 978-2-550-88683-9",
    "le DEP 5319, la CNP 31301, le cours 201-NYA-05",
    "numéro de dossier 2024-00123-B",
    "le projet 12345678",
    "la norme ISO 9001:2015, révisée le 2024-06-25",
    "Il y a 25 000 000 d'habitants et 120 345 679 $.",
    "my code prints hello123 and stops",
    "use Python3 before you pick a password hashing library",
    "j'ai reçu un code par texto mais il a expiré",
    "un mot de passe doit avoir 12 caractères",
    "mon mot de passe est trop long",
    "le mot de passe est obligatoire",
    "my password is not working",
    "Ne donne jamais ton mot de passe.",
    "The pass rate is 92% and the pin is 12mm long.",
    "never share your password",
    "le compte rendu de la rencontre du 2024-06-25",
    "la patte 12 de l'Arduino est sa pin numérique",
    "Le permis de conduire classe 5 est exigé depuis 2019.",
    "Les couleurs 51-45-55 et 01-42-00",
    "Coordonnées du chantier : 46,8139° N, 71,2080° O.",
    "IMG_20240625.jpg et scan20240625.pdf",
]


@pytest.mark.parametrize("text", TOLD)
def test_what_identifies_is_held(text):
    verdict = screen(text)

    assert verdict.held
    assert Kind.ID in {finding.kind for finding in verdict.findings}


@pytest.mark.parametrize("text", NOT_TOLD)
def test_numbers_of_work_and_school_pass(text):
    assert screen(text).findings == ()


def test_a_birthday_is_noted_and_holds_nothing():
    verdict = screen("je suis né le 3 mai 2010")

    assert [finding.kind for finding in verdict.findings] == [Kind.ID]
    assert not verdict.held


def test_the_password_is_inside_the_finding():
    text = "salut, mon mot de passe du portail c'est Soleil123! ok"
    (finding,) = screen(text).findings

    assert text[finding.start : finding.end].startswith("mon mot de passe")
    assert "Soleil123" in text[finding.start : finding.end]


def check_digit(digits):
    """Return the digit that makes `digits` pass the check of cards."""
    return next(
        str(last)
        for last in range(10)
        if sum(
            sum(divmod(int(digit) * (2 if place % 2 else 1), 10))
            for place, digit in enumerate(reversed(f"{digits}{last}"))
        )
        % 10
        == 0
    )


@given(st.from_regex(r"[45][0-9]{14}", fullmatch=True), st.sampled_from(" -"))
def test_any_card_is_held_in_groups_of_four(digits, gap):
    if len(set(digits)) < 3:
        return
    card = digits + check_digit(digits)

    assert screen(gap.join(card[at : at + 4] for at in range(0, 16, 4))).held


@pytest.mark.parametrize(
    "text",
    [
        "mon nip c'est le même que ma fête, 0312",
        "my SIN is nine three zero, five five five, one two three",
        "J'ai mis Licorne_12 comme mot de passe",
        "le cadenas de mon vélo s'ouvre avec 24-8-36",
        "mot de passe : ma ville de naissance, Oran",
        "The spare key is outside and the door code's 7788",
        "je m'appelle Léa Tremblant, née le 14 mai 2009",
    ],
)
def test_a_code_told_in_a_sentence_is_held(text):
    assert screen(text).held


@pytest.mark.parametrize(
    "text",
    [
        "Le code de la route change en 2026.",
        "Victor Hugo, né le 26 février 1802, a écrit Les Misérables.",
        "Lock out the machine before step 3, 4 and 5.",
        "Mon code compile, mais le test 4 échoue.",
    ],
)
def test_codes_and_births_of_general_knowledge_pass(text):
    assert not screen(text).held
