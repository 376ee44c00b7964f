"""Any Canadian number is held however it is spelled; what is counted is not (R8, c.9)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.screening import Kind, screen
from portal.screening.phones import QUEBEC_CODES

FRENCH = ("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf")
ENGLISH = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
SIGNS = {
    "full width": "０１２３４５６７８９",
    "Arabic-Indic": "٠١٢٣٤٥٦٧٨٩",
    "circled": "⓪①②③④⑤⑥⑦⑧⑨",
    "bold": "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗",
}
LOCAL = st.tuples(st.sampled_from(sorted(QUEBEC_CODES)), st.integers(100, 199)).map(
    lambda parts: f"{parts[0]}5550{parts[1]}"
)


def said(words, gap=" "):
    return lambda digits: gap.join(words[int(digit)] for digit in digits)


def grouped(gap, *sizes):
    def spelling(digits):
        pieces, place = [], 0
        for size in sizes:
            pieces.append(digits[place : place + size])
            place += size
        return gap.join(pieces)

    return spelling


def in_signs(signs):
    return lambda digits: digits.translate(str.maketrans("0123456789", signs))


SPELLINGS = {
    **{
        f"{gap!r} 3-3-4": grouped(gap, 3, 3, 4)
        for gap in (" ", "-", ".", "/", "_", "*", " - ", "|")
    },
    "glued": str,
    "by two": grouped(" ", 2, 2, 2, 2, 2),
    "by two at the end": grouped(" ", 3, 3, 2, 2),
    "one by one": grouped(" ", *[1] * 10),
    "dotted": grouped(".", *[1] * 10),
    "in brackets": lambda digits: f"({digits[:3]}) {digits[3:6]}-{digits[6:]}",
    "with 1": lambda digits: f"+1 {digits[:3]} {digits[3:6]} {digits[6:]}",
    "French": said(FRENCH),
    "French, hyphens": said(FRENCH, "-"),
    "French, commas": said(FRENCH, ", "),
    "French, glued": said(FRENCH, ""),
    "English": said(ENGLISH),
    "English, glued by group": lambda digits: " ".join(
        said(ENGLISH, "")(group) for group in (digits[:3], digits[3:6], digits[6:])
    ),
    "both languages": lambda digits: " ".join(
        (FRENCH, ENGLISH)[place % 2][int(digit)] for place, digit in enumerate(digits)
    ),
    "words and figures": lambda digits: f"{said(FRENCH)(digits[:3])} {digits[3:6]} {digits[6:]}",
    "keycaps": lambda digits: "".join(f"{digit}\ufe0f\u20e3" for digit in digits),
    "drawn": lambda digits: (
        grouped("-", 3, 3, 4)(digits.translate(str.maketrans("015", "OIS")))
        if sum(digit not in "015" for digit in digits) > 3
        else digits
    ),
    "beginning and end": lambda digits: (
        f"ça commence par {digits[:3]} {digits[3:6]} pis ça finit par {digits[6:]}"
    ),
    "the last four": lambda digits: (
        f"le début c'est {digits[:3]}, après {digits[3:6]}, et les quatre derniers {digits[6:]}"
    ),
    "backwards": lambda digits: f"lis à l'envers : {digits[::-1]}",
    **{name: in_signs(signs) for name, signs in SIGNS.items()},
}


@pytest.mark.parametrize("spelling", SPELLINGS)
@settings(max_examples=25, deadline=None)
@given(digits=LOCAL)
def test_any_local_number_is_held_in_any_spelling(spelling, digits):
    text = SPELLINGS[spelling](digits)

    assert Kind.PHONE in {finding.kind for finding in screen(text).findings}, text


@pytest.mark.parametrize(
    "text",
    [
        "mon numéro c'est le quatre-cinquante cinq cinq cinq zéro un vingt-huit",
        "cinq-quatorze cinq cinquante-cinq zéro un deux trois",
        "S14-SSS-0I99",
        "V I IV V V V 0 I II III",
        "cin un kat cin cin cin zero un deu troi",
        "text me 555 0123",
        "ends in 0154, starts with 514 555",
        "c'est le 5-5-5-0-1-2-8, indicatif 418",
        "0612345678",
    ],
)
def test_other_ways_to_say_a_number_are_held(text):
    assert Kind.PHONE in {finding.kind for finding in screen(text).findings}


@pytest.mark.parametrize(
    "text",
    [
        "deux, trois fois par semaine",
        "cent quatre-vingt-dix-neuf dollars, trente-cinq heures",
        "les quatre derniers mois, the last four years",
        "2019 2020 2021 2022",
        "Mesures : 12, 14, 18, 22, 26, 30, 34",
        "une télé 1920x1080 et du 11x17",
        "pièce no 555-1234",
        "ISBN 0-306-40615-2",
        "tourne la pièce 12 à l'envers",
        "résistances de 4,7 k, 10 k et 47 k",
        "1) lire 2) écrire 3) compter 4) parler",
        "Il y a 3 postes: 1 à temps plein, 2 à temps partiel",
        "20120102 08:00",
    ],
)
def test_what_is_counted_passes(text):
    assert screen(text).findings == ()


def test_more_numbers_than_anybody_reads_wait_for_a_person():
    verdict = screen("7 " * 2_000)

    assert verdict.held
    assert {finding.rule for finding in verdict.findings} == {"phone.flood"}


@pytest.mark.parametrize(
    "text",
    [
        "l'indicatif c'est 450, après trois 5, après 0 1 7 3",
        "555-0145 (514 comme tlm)",
        "fi-ve one fo-ur 555 zero1nine4",
        "la suite de mon num : 0187",
        "c'est 514 pis après 555 pis après c'est mon âge 16 avec un 01 devant",
        "438, après c'est trois cinq, pis 0-1-5-5",
        "first half 438-555",
        "the end is 0162",
        "indicatif quatre cinq zéro, le reste 5550155",
        "0167 pour les derniers, 555 avant, 514 au début",
    ],
)
def test_a_number_told_in_pieces_is_held(text):
    assert Kind.PHONE in {finding.kind for finding in screen(text).findings}


@pytest.mark.parametrize(
    "text",
    [
        "the last number is 2048",
        "the last four digits of pi that I learned are 2653",
        "la fin du numéro de série est effacée",
        "first half: 24, second half: 31",
        "start 0700",
        "article 555-0145 (514 en stock)",
        "error code 0x80070005 again",
        "trois 5 de suite aux dés",
    ],
)
def test_pieces_of_something_else_pass(text):
    assert not screen(text).held
