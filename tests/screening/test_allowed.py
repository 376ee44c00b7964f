"""What a board allows passes as it stands, and nothing that only resembles it (c.9)."""

import pytest

from portal.data.allowed import AllowedKind, allowed
from portal.screening import Context, screen
from portal.screening.defaults import default_context

BOARD = Context(
    allowed_sites=frozenset({"https://www.Exemple.CA./accueil", "cégep-fictif.qc.ca"}),
    allowed=frozenset(
        {"1 (800) 555-0199", "Orientation@Exemple.ca", "12, rue des Pins", "Ajoute-moi sur Teams"}
    ),
)
PASSING = [
    "exemple.ca",
    "Va sur EXEMPLE.CA.",
    "www.exemple.ca",
    "https://aide.exemple.ca:443/fr?page=2",
    "http://exemple.ca./",
    "voir cégep-fictif.qc.ca (site du cégep)",
    "appelle au 1-800-555-0199",
    "appelle au 800 555 0199",
    "(800) 555.0199",
    "écris à orientation@exemple.ca",
    "ORIENTATION@EXEMPLE.CA",
    "mon père est au 12, rue des Pins",
    "AJOUTE-MOI SUR TEAMS",
]
HELD = [
    "ехemple.ca",
    "exemple.ca.mauvais.com",
    "https://exemple.ca@mauvais.com/",
    "https://exemple.ca.mauvais.com:443/",
    "monexemple.ca",
    "exem\u200bple.ca",
    "800 555 0198",
    "+33 8 00 55 50 19 9",
    "lorientation@exemple.ca",
    "orientation@exemple.ca.mauvais.com",
    "mon père est au 112, rue des Pins",
    "12, rue des Pinsons, c'est chez nous",
    "ajoute-moi sur Teams pis sur insta, mon insta c'est lea_03",
]


@pytest.mark.parametrize("text", PASSING)
def test_what_the_board_allows_passes_however_it_is_typed(text):
    assert not screen(text, BOARD).held
    assert screen(text).held


@pytest.mark.parametrize("text", HELD)
def test_what_resembles_it_is_held(text):
    assert screen(text, BOARD).held


@pytest.mark.parametrize(
    "text",
    [
        "Va voir quebec.ca pour les prêts et bourses.",
        "https://www.mcgill.ca/undergraduate-admissions",
        "La CCQ : https://www.ccq.org/fr-CA/metiers",
        "guichetemplois.gc.ca",
        "Tel-jeunes répond au 1 800 263-2266, ou au 514 600-1002 par texto.",
        "Appelle le 1 866 APPELLE, le 988 ou le 811.",
        "Kids Help Phone: 1-800-668-6868, or text 686868",
    ],
)
def test_official_sites_and_help_lines_pass_by_default(text):
    assert not screen(text, default_context()).held


def test_every_shipped_entry_passes_by_itself_and_has_both_notes():
    for entry in allowed():
        assert entry.note_fr and entry.note_en
        assert not screen(entry.value, default_context()).held, entry


def test_no_entry_is_shipped_twice():
    entries = [(entry.kind, entry.value) for entry in allowed()]

    assert len(set(entries)) == len(entries)
    assert {kind for kind, _ in entries} >= {AllowedKind.SITE, AllowedKind.PHONE}


def test_nothing_is_found_inside_an_allowed_site_and_a_missing_space_makes_none():
    context = Context(allowed_sites=frozenset({"suicide.ca"}))

    assert not screen("Va voir suicide.ca ce soir.", context).held
    assert screen("Je pense au suicide.ca va pas", context).alert
