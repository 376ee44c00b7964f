"""Sites and mail addresses in rarer forms, halves of postal codes, passes of accounts (R6, R8)."""

import pytest

from portal.screening import Kind, screen

HELD = [
    (Kind.EMAIL, "zoe.exmplATexmplDOTcom"),
    (Kind.EMAIL, "zoe_exmplAROBASEexmplPOINTca"),
    (Kind.EMAIL, "zoeexmplatgmaildotcom"),
    (Kind.URL, "203.0.113.4:8080/inscription"),
    (Kind.URL, "rejoins mon serveur: 203.0.113.9"),
    (Kind.URL, "wwwexmplcom"),
    (Kind.URL, "exmpl.ws"),
    (Kind.URL, "x.ws"),
    (Kind.URL, "raccourci.at/dEm01"),
    (Kind.ADDRESS, "drop the books off at mine, 118-B Exemple St"),
    (Kind.URL, "➡.ws/x"),
    (Kind.URL, "пример.бел"),
    (Kind.URL, "exempl.онлайн"),
    (Kind.URL, "visite exempl.studio"),
    (Kind.URL, "mon site zoe-exmpl.art"),
    (Kind.URL, "check exempl.photos"),
    (Kind.POSTAL_CODE, "J'habite dans le H2X"),
    (Kind.POSTAL_CODE, "we live in the K1A area"),
    (Kind.ID, "va sur mon compte, le pass c'est Exemple12"),
    (Kind.ID, "mon DA : 2012345"),
    (Kind.PHONE, "just add 514 in front of 5550160"),
    (Kind.PHONE, "5550123 et mets le 450 devant"),
    (Kind.URL, "sign up at easycashnow.example"),
    (Kind.URL, "go to exmpl dot info"),
    (Kind.URL, "magnet:?xt=urn:btih:exmpl"),
    (Kind.URL, "skype:leaexmpl?call"),
    (Kind.EMAIL, "L E A E X M P L at yahoo ca, all one word"),
    (Kind.EMAIL, "bibi exmpl @ live ca"),
    (Kind.URL, "free robux >> robux-4u-exmpl.win"),
    (Kind.EMAIL, "lea exmpl 22 chez gmail"),
    (Kind.EMAIL, "zoe exmpl tout attaché sur gmail"),
]
HARMLESS = [
    "version 2.0.1.4 du site",
    "le masque 255.255.255.0/24 et le sous-réseau 192.168.4.0/24",
    "server room 3.2.1.1",
    "Merci 😀.com c'est fini",
    "On a fini le design.lol c'était long",
    "check out.Pro tip",
    "I was late.At noon we left",
    "I talk on the phone more than I breathe, I sell insurance",
    "The trap in chess club cost me my queen",
    "Va voir.Fun",
    "привет как дела",
    "wwwhat",
    "J'utilise MATLAB et LATEX pour la NATation",
    "je reste au local A1B",
    "Le pass de bus c'est 94 $ avec ma carte",
    "mon compte est à jour, le pass de ski est 120 $",
    "mon wifi est lent",
    "mets 450 devant 1200 personnes",
    "npm install @types/node",
    "the bug was in user@localhost",
    "git clone git@serveur dans le cours",
    "pip a pris react@latest",
    "On sauvegarde tout dans plan_final_v3.dwg",
    "for.example in Python is wrong",
    "bebe_sexy2009 c'est pas un nom de courriel sérieux",
]


@pytest.mark.parametrize(("kind", "text"), HELD)
def test_rarer_forms_are_held(kind, text):
    assert kind in {finding.kind for finding in screen(text).findings}


@pytest.mark.parametrize("text", HARMLESS)
def test_what_resembles_them_passes(text):
    assert not screen(text).held
