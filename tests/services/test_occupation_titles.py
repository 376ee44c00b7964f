"""Statistics Canada's titles: two genders, the language of a file, the forms of its columns."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.services.occupation_titles import both_genders, language_of, titles
from portal.services.sheets import Unreadable


@pytest.mark.parametrize(
    ("title", "language", "masculine", "feminine"),
    [
        ("Soudeur/soudeuse", "fr", "Soudeur", "Soudeuse"),
        ("Dentiste", "fr", "Dentiste", "Dentiste"),
        (
            "Opérateur/opératrice d'équipement lourd",
            "fr",
            "Opérateur d'équipement lourd",
            "Opératrice d'équipement lourd",
        ),
        (
            "Chef adjoint/chef adjointe - cuisine",
            "fr",
            "Chef adjoint - cuisine",
            "Chef adjointe - cuisine",
        ),
        (
            "Directeur général adjoint/directrice générale adjointe de banque",
            "fr",
            "Directeur général adjoint de banque",
            "Directrice générale adjointe de banque",
        ),
        (
            "Formateur/formatrice d'anciens élèves/anciennes élèves",
            "fr",
            "Formateur d'anciens élèves",
            "Formatrice d'anciennes élèves",
        ),
        (
            "Conseiller/conseillère (sauf ingénieur/ingénieure)",
            "fr",
            "Conseiller (sauf ingénieur)",
            "Conseillère (sauf ingénieure)",
        ),
        ("Homme/femme de ménage", "fr", "Homme de ménage", "Femme de ménage"),
        ("Agent/agente, ventes", "fr", "Agent, ventes", "Agente, ventes"),
        ("Poseur/poseuse (MMC/CNC)", "fr", "Poseur (MMC/CNC)", "Poseuse (MMC/CNC)"),
        ("Shop foreman/woman", "en", "Shop foreman", "Shop forewoman"),
        ("Waiter/waitress", "en", "Waiter", "Waitress"),
        ("Inbound/outbound coordinator", "en", *["Inbound/outbound coordinator"] * 2),
        ("Computer-aided design/computer-aided drafting", "en",
         *["Computer-aided design/computer-aided drafting"] * 2),
    ],
)  # fmt: skip
def test_a_title_is_two_names(title: str, language: str, masculine: str, feminine: str) -> None:
    name = both_genders(title, language)
    assert (name.masculine, name.feminine) == (masculine, feminine)


@given(st.text(max_size=300), st.sampled_from(["fr", "en"]))
def test_no_title_is_too_odd(title: str, language: str) -> None:
    name = both_genders(title, language)
    if "/" not in title:
        assert (name.masculine, name.feminine) == (title, title)


PUBLISHED_FR = (
    "Niveau,Code dela CNP 2021 v1.0,Titres de classes,Nom du type d'élément Français,"
    "Description d'élément Français\r\n"
    "5,72106,Soudeurs,Exemple(s) illustratif(s),Soudeur/soudeuse de chantier\r\n"
    "5,72106,Soudeurs,Fonctions principales,Lire des plans de soudage\r\n"
    "5,72106,Soudeurs,Tous les exemples,Soudeur/soudeuse à l'arc\r\n"
    "5,10010,Gestion,Tous les exemples,Contrôleur/contrôleuse des finances\r\n"
)
PUBLISHED_EN = (
    "Level,Code - NOC 2021 V1.0,Class title,Element Type Label English,"
    "Element Description English\n"
    "5,72106,Welders,Illustrative example(s),Welder of pipes\n"
    "5,72106,Welders,Main duties,Read blueprints\n"
    "5,72106,Welders,All examples,Brazier for boats\n"
    "5,72106,Welders,All examples,Helper on site\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_the_published_files_are_read_in_any_writing(encoding: str) -> None:
    content = PUBLISHED_FR.encode(encoding)
    found = [(t.noc, t.name.feminine) for t in titles(content, "fr")]
    assert found == [
        ("72106", "Soudeuse de chantier"),
        ("72106", "Soudeuse à l'arc"),
        ("10010", "Contrôleuse des finances"),
    ]
    assert language_of(content) == "fr"


def test_a_code_whose_zeros_a_spreadsheet_took_is_read() -> None:
    assert [t.noc for t in titles(b"code;title\n10;Mayor of town\n", "en")] == ["00010"]


def test_the_language_is_told_and_a_wrong_one_is_refused() -> None:
    english = PUBLISHED_EN.encode()
    assert language_of(english) == language_of(english, "en") == "en"
    with pytest.raises(Unreadable, match="--language en"):
        language_of(english, "fr")
    with pytest.raises(Unreadable, match="--language"):
        language_of(b"code,title\n72106,Ferblantier\n")
    assert language_of(b"code,title\n72106,Ferblantier\n", "fr") == "fr"
