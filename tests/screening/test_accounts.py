"""Names under which somebody is found elsewhere, with or without the platform (R6)."""

import pytest

from portal.screening import Kind, screen

TOLD = [
    "mon gamertag c'est SniperExemple",
    "mon pseudo, c'est learoy22",
    "mon pseudo sur discord learoy_",
    "my username is learoy",
    "le @ c'est lea.exemple avec deux x",
    "mon nom d'utilisateur : learoy",
    "user: learoy22",
    "ajoute lea_roy_11",
    "ajoute-moi : lea.roy",
    "follow me learoy_22",
    "cherche-moi sous le nom de Léa Roy",
    "same name on insta",
    "mon nom sur snap c'est Léa Roy",
    "facebook : Marie-Pier Exemple (photo avec un chien)",
    "insta 👉 learoy",
    "ⓘⓝⓢⓣⓐ learoy",
    "👻 learoy22",
    "on insta, with underscores: __learoy",
    "mon tik tok c'est lea_roy",
    "trouve-moi sur fortnite",
    "learoy#EUW",
    "pseudo : learoy",
    "mon tag psn c'est Lea-Roy",
    "cherche Léa Roy sur facebook",
    "i go by learoy on twitch",
    "sur snap c'est learoy",
    "snp: learoy",
    "rajoute learoy 👻",
    "mets learoy dans la recherche de tiktok",
    "code ami : SW-1234-5678-9012",
    "g m a i l : lea point roy",
    "g mail : learoy07",
]
NOT_TOLD = [
    "Mon compte est bloqué sur le portail.",
    "my username is not working",
    "mon pseudo est trop long",
    "ajoute H2SO4 lentement",
    "suis les consignes",
    "Je suis infirmière.Je travaille de nuit",
    "follow your dreams",
    "the user tag is required in HTML",
    "Instagram marketing",
    "Je suis rarement sur Instagram.",
    "Sur TikTok c'est surtout des vidéos.",
    "cherche des stages sur LinkedIn",
    "Facebook : on y vend des pubs",
    "Minecraft m'a donné le goût de programmer.",
    "mon profil est public",
    "Line-up editor - television",
]


@pytest.mark.parametrize("text", TOLD)
def test_an_account_is_held(text):
    assert Kind.HANDLE in {finding.kind for finding in screen(text).findings}


@pytest.mark.parametrize("text", NOT_TOLD)
def test_talk_of_accounts_passes(text):
    assert screen(text).findings == ()


@pytest.mark.parametrize(
    "text",
    [
        "cherche NoraFox sur BeReal",
        "ma chaîne YouTube s'appelle Les Bricoles de Nath",
        "my server is called The Frog Pond",
        "mon tag Brawl Stars c'est #2PYQ8L",
        "y'a juste un Zyad Modèle sur Snap, c'est moi",
        "i go by pixelmoth on pretty much every app",
    ],
)
def test_ones_own_place_elsewhere_is_held(text):
    assert screen(text).held
