"""Where somebody lives waits; where a college stands does not (c.9)."""

import pytest

from portal.screening import Kind, Severity, screen

HOMES = [
    "j'habite au 12, rue des Pins",
    "J’HABITE AU 12 RUE DES PINS",
    "12 rue des pins",
    "1 2 rue des pins",
    "12 r u e des pins",
    "chez nous c'est le 45 de la rue Principale",
    "je reste au 1234 boulevard Laurier app 5",
    "mon adresse : 56 chemin du Lac, Sainte-Adèle",
    "mon adresse c'est 45 des Pins",
    "quarante-cinq rue des érables",
    "j'habite au douze de la rue des lilas",
    "c'est le 2345, rang 5 Est",
    "rang 4, numéro 120",
    "au 12 montée Saint-Hubert",
    "je te donne ça : 120, 6e Rue, Beauport",
    "4525 Masson, app. 12",
    "rue des Lilas, 12",
    "j'habite au coin de Sherbrooke et Pie-IX",
    "on reste sur la rue Cartier",
    "ma maison est sur la 3e avenue",
    "j'habite en face de l'école Saint-Joseph",
    "my house is the blue one on Maple street",
    "we live at 1600 Sample Blvd unit 12",
    "742 Evergreen Terrace",
    "I live on the corner of Main and 5th",
    "come see me, 15 oak lane",
    "my apartment number is 302",
    "P.O. Box 123, Gaspé",
    "j'suis au 33 de la Colline, en haut du resto",
    "c'est quoi ton adresse?",
    "send me your address",
    "tu peux m'envoyer ça par la poste au 900, montée Fictive",
    "C.P. 456, Rimouski",
    "Hammarstraße 15",
    "Calle Mayor 12",
]
PLACES = [
    "Le Cégep de Sherbrooke est au 475, rue du Cégep.",
    "Notre siège social est au 1000, rue De La Gauchetière Ouest.",
    "The college is at 3040 Sherbrooke Street West.",
    "L'hôpital est au coin de Saint-Denis et Viger.",
    "La route 132 passe par Rimouski.",
    "On a asphalté 12 rues et 20 km de route.",
    "I drive 40 minutes down the road.",
    "a 4 wheel drive on a 2 lane road",
    "Il reste 3 places de stage à l'hôpital.",
    "j'habite à 10 minutes du cégep, à Laval",
    "j'habite dans un 4 et demi, au 3e étage",
    "I live in a 2 bedroom apartment on a quiet street",
    "je reste au bureau jusqu'à 5 h",
    "je reste au camp du 5 au 12 mai",
    "je suis au 45 de la liste",
    "Après 20 ans, chemin faisant, on apprend.",
    "C'est au coin de l'atelier.",
    "Prends la sortie 12, route 20.",
]


@pytest.mark.parametrize("text", HOMES)
def test_a_home_is_held(text):
    assert Kind.ADDRESS in {finding.kind for finding in screen(text).findings}


@pytest.mark.parametrize("text", PLACES)
def test_a_place_that_anybody_may_visit_passes(text):
    verdict = screen(text)
    assert not verdict.held
    assert Kind.ADDRESS not in {finding.kind for finding in verdict.findings}


def test_a_personal_word_outweighs_an_institution():
    open_house = "Le cégep est au 475, rue du Cégep."
    assert not screen(open_house).held

    told = screen(f"Viens me voir! {open_house}")
    assert told.findings[0].severity == Severity.HIGH


def test_the_flat_is_inside_the_finding():
    text = "je suis au 77 rue Exemple Est, app. 302, merci"
    (finding,) = screen(text).findings

    assert text[finding.start : finding.end] == "77 rue Exemple Est, app. 302"


CODES = [
    "H2X 1Y4", "h2x1y4", "H2X-1Y4", "h 2 x 1 y 4", "H.2.X.1.Y.4", "g1v oa6",
    "h deux x un y quatre", "mon code postal, c'est H3A", "my zip code is 90210",
    "Albany, NY 12207",
]  # fmt: skip
NO_CODES = [
    "H2O et CO2", "le papier A1, A2 et A3", "le cours 420-1A5-AB", "B2B et C2C", "R2D2 et M3",
    "le Boeing B737 et l'Airbus A350", "de 5 à 7 h 30 à 9", "a 5 h 30 a 6 h 15", "local D2345",
]  # fmt: skip


@pytest.mark.parametrize("text", CODES)
def test_a_postal_code_is_held(text):
    assert Kind.POSTAL_CODE in {finding.kind for finding in screen(text).findings}


@pytest.mark.parametrize("text", NO_CODES)
def test_what_only_resembles_a_postal_code_passes(text):
    assert screen(text).findings == ()


@pytest.mark.parametrize(
    "text",
    [
        "i live at 45 elgin, side door",
        "on est déménagés au 77 de l'Église",
        "je reste vingt-deux soixante Panet",
        "mon casier c'est le 118, au deuxième étage",
        "I'm in room 312 of the Evelyn residence",
        "c'est la 3e maison à droite",
        "Je suis souvent au parc Molson, à côté de chez moi",
    ],
)
def test_a_home_told_without_a_kind_of_street_is_found(text):
    assert Kind.ADDRESS in {finding.kind for finding in screen(text).findings}


@pytest.mark.parametrize(
    "text",
    [
        "J'habite à 45 km de Montréal.",
        "On a livré 12 Boeing cette année-là.",
        "The lab is the third door on the left.",
        "Mon casier est à côté de la cafétéria.",
        "Je travaille au 5e étage d'une tour du centre-ville.",
    ],
)
def test_distances_doors_at_work_and_cupboards_pass(text):
    assert not screen(text).held
