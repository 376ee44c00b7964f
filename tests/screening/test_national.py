"""Telephone numbers as other countries write them, and what has as many digits (R6, R8)."""

import pytest

from portal.screening import Kind, screen

FOREIGN = [
    "04 93 555 0123",
    "065 555 0142",
    "you can ring me on 020 7946 0123",
    "(011) 4555-0123",
    "text me 07700 900123",
    "(0xx) 5550 1234",
    "44 (0)20 7946 0012",
    "call: 02-555 01234",
    "0171/5550123",
    "+33 4 55 01 23",
    "appelle-moi 661 23 45 67",
    "our line is 033 555 0123 ext 4",
    "555-123-4567",
    "25 55 01 22 33",
    "try 052 5550606 074-5551234",
]
ONE_MESSAGE = ["212 661 234 568", "71 55 50 12 34"]
HARMLESS = [
    "12/05/2024 13:30",
    "01/02/2025 - 03/04/2025",
    "08-09-2024",
    "Numéro de commande 0123 4567 890",
    "le numéro de série de la machine est 445566771",
    "les dossiers 2024-00456-C et 2024-00457-C",
    "CNP 00010 00011 00012",
    "3.14159265358",
    "80.585 [79.964, 81.191]",
    "80.585 ((79.964)",
    "0 1 1 2 3 5 8 13 21",
    "101101011",
    "1 2 4 8 16 32 64",
    "0830 1630",
    "75-82-90-68",
    "12 345 678 $",
    "45 000 - 62 000",
    "(2019) 1234-1250",
    "ISBN 978-2-123456-80-3",
    "le centre d'appel reçoit 12 000 appels et 45 000 textos",
    "call center jobs pay 45000-52000",
    "le téléphone date de 1999-2000",
    "appelle ça 20240115",
]


@pytest.mark.parametrize("text", [*FOREIGN, *ONE_MESSAGE])
def test_a_number_of_another_country_is_held(text):
    assert Kind.PHONE in {finding.kind for finding in screen(text).findings}


@pytest.mark.parametrize("number", ONE_MESSAGE)
def test_a_bare_number_counts_only_when_the_message_is_nothing_else(number):
    assert not screen(f"la machine affiche {number} au démarrage").held


@pytest.mark.parametrize("text", HARMLESS)
def test_amounts_dates_and_series_pass(text):
    assert not screen(text).held


def test_two_numbers_in_a_row_are_two():
    text = "052 5550606 074-5551234"

    spans = {text[found.start : found.end] for found in screen(text).findings}

    assert spans == {"052 5550606", "074-5551234"}
