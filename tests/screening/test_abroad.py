"""Addresses as other countries write them, and institutions by their initials (R6, c.9)."""

import pytest

from portal.screening import Kind, screen

ADDRESSES = [
    "Mon adresse : 4521 Exempelkatu 12",
    "Zara lives at 88 Fictivo 21, Exempla",
    "please ship to Exempelgatan 14, Fictiva",
    "Exempelvej 18\nSuite 4\nFictiva",
    "4521 18 Nova Exempla, Fictiva",
    "Apt. 12 4521 Exemplo 9",
    "Unit 4521 Box 0123",
    "APO AE 09123",
    "Léo habite au 45 Fictif",
    "a taxi to 4521 Exempla 45, please",
    "return to 77 Nova Exemplo Street",
    "Billing address: Zara Exempla\n 4521 Fictiva 12",
    "the address of Exempla inc is Nova and Fictiva 99",
    "Marc est au 12 rue des Exemples",
    "Hammarvägen 15",
    "Kungsvägen 4B",
    "Hauptstr. 7",
    "Prinsengracht 263",
    "Via Roma 12",
    "C/ Mayor 5, 3ºA",
    "Av. Paulista 1578",
    "Carrera 7 # 12-34",
    "Rue de la Loi 16, Bruxelles",
    "Atatürk Caddesi No: 12",
    "2-11-3 Meguro, Meguro-ku",
    "Postfach 12345",
    "R.R. 2, Sainte-Invention",
]
HARMLESS = [
    "The address of the register is 0x4521",
    "L'adresse : voir la page 45 du Guide",
    "the IP address is 192.168.0.1",
    "mon ami habite au Nunavut depuis 12 ans",
    "il demeure au Canada depuis 2019",
    "My cousin lives on 45 000 $ a year",
    "I deliver to 45 Restaurants",
    "Je livre au Tim 12 fois par jour",
    "send it to Marie before 12",
    "J'ai lu 450 pages de la suite 2",
    "12 candidats pour la suite 4",
    "20 Questions about Unit 4",
    "Read 45 pages of the unit 3 module",
    "We used 30 Arduino boards, unit 4 of the course",
    "go down 2 plaza later",
    "via Zoom 3 fois par semaine",
    "via Teams, 2 heures",
    "R. Tremblay 12 buts cette saison",
    "boarding at gate 14",
    "delegate 3 tasks to your team",
    "house 7, phase 2 of the project is done",
    "RR 2 to 1 odds",
    "Je conduis la ligne 55, boulevard Saint-Laurent, depuis 2016.",
]
INSTITUTIONS = [
    "L'UQAM est au 405 rue Sainte-Catherine Est",
    "L'ITHQ est situé au 3535, rue Saint-Denis",
    "La BAnQ se trouve au 475, boulevard De Maisonneuve Est",
    "McGill is at 845 Sherbrooke Street West",
]


@pytest.mark.parametrize("text", ADDRESSES)
def test_an_address_of_another_form_is_held(text):
    assert Kind.ADDRESS in {finding.kind for finding in screen(text).findings}


@pytest.mark.parametrize("text", [*HARMLESS, *INSTITUTIONS])
def test_what_only_looks_like_one_passes(text):
    assert not screen(text).held
