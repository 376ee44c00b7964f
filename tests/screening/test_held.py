"""What must wait for a moderator (R6, R8, c.9)."""

import pytest

from portal.screening import Kind, Severity, screen

PHONES = [
    "tel: (450) 555-0199",
    "mon cell 418.555.0177",
    "appelle-moi au 555-0134",
    "5 1 4 - 5 5 5 - 0 1 2 3",
    "5-1-4.5.5.5.0.1.9.9",
    "(5)(1)(4)(5)(5)(5)(0)(1)(2)(3)",
    "51 45 55 01 23",
    "438/555/0188",
    "514-555-O123",
    "cinq un quatre, cinq cinq cinq, zéro un deux trois",
    "CINQ UN QUATRE CINQ CINQ CINQ ZERO UN DEUX TROIS",
    "cinq-cent-quatorze cinq-cent-cinquante-cinq zéro un vingt-trois",
    "quatre cent dix-huit, cinq cinq cinq, quatre-vingt-dix-neuf zéro un",
    "four one eight, double five five, oh one two three",
    "my cell is five fourteen, five fifty five, ninety nine oh one",
    "5 un 4 cinq 55 zero 1 deux 3",
    "4one8 555 oh 1 two 3",
    "text me, four one eight…",
    "mon numéro commence par 438",
    "+33 6 12 34 56 78",
    "011 33 6 12 34 56 78",
    "06 12 34 56 78",
    "5️⃣1️⃣4️⃣ 5️⃣5️⃣5️⃣ 0️⃣1️⃣2️⃣3️⃣",
    "٥١٤ ٥٥٥ ٠١٢٣",
    "it's 819, then 555, and it ends with 0146",
    "c'est quoi ton num?",
    "can I have your phone number",
]
EMAILS = [
    "lea.tremblay@exemple.qc.ca",
    "écris-moi à jean point tremblay arobase gmail point com",
    "LEA AROBASE HOTMAIL POINT CA",
    "lea (at) exemple (dot) com",
    "lea[at]exemple.ca",
    "lea a commercial gmail point com",
    "lea arobasee gmaill point comm",
    "lea-roy at gmail dot com",
    "lea at exemple dot org",
    "lea @ gmail . com",
    "l e a @ g m a i l . c o m",
    "lea＠gmail．com",
    "lea_roy@gmail, tu devines la suite",
    "lea_tremblay à gmail",
    "lea roy 12 gmail com",
    "𝓵𝓮𝓪@𝓰𝓶𝓪𝓲𝓵.𝓬𝓸𝓶",
    "envoie-moi ton courriel",
    "just send me your personal email",
]
URLS = [
    "https://exemple.org/page",
    "hxxp://gros-site.biz",
    "HTTP://EXEMPLE.ORG",
    "www .exemple. ca",
    "w w w . exemple . com",
    "exemple.quebec",
    "c'est exemple point ca mon site",
    "exemple[.]com",
    "exemple dot com",
    "ехample.com",
    "youtu.be/abcdef",
    "t.me/lea",
    "monsite.gg",
    "monsite,com",
]
HANDLES = [
    "mon insta c'est l.e.a_03",
    "mon innstaa c'est lea",
    "my discord is lea#4411",
    "mon disc0rd c lea",
    "ajoute moi sur sn@p",
    "ADD ME ON SNAPCHAT",
    "ajoute-moi sur wh4tsapp",
    "ajoute-moi sur bereal",
    "on continue sur messenger?",
    "on se parle sur Signal",
    "rejoins-moi sur Teams",
    "mon teams c'est learoy",
    "écris-moi sur Telegram",
    "cherche-moi sur facebook, Léa Roy",
    "follow me on tiktok",
    "t'as-tu snap?",
    "do you have discord?",
    "I'm on insta all day",
    "snap: leatremb",
    "lea_roy sur insta",
    "i n s t a g r a m : lea",
    "tu me trouves, @lea_roy",
    "dm me",
    "let's talk somewhere else",
]
HELD = [
    *((Kind.PHONE, text) for text in PHONES),
    *((Kind.EMAIL, text) for text in EMAILS),
    *((Kind.URL, text) for text in URLS),
    *((Kind.HANDLE, text) for text in HANDLES),
]


@pytest.mark.parametrize(("kind", "text"), HELD)
def test_contact_data_is_held_under_its_kind(kind, text):
    verdict = screen(text)

    assert verdict.held
    assert kind in {finding.kind for finding in verdict.findings}


SPANS = {
    "Mon numéro : 514-555-0123, merci": "514-555-0123",
    "Été ☀️ écris à léa@exemple.ca svp": "léa@exemple.ca",
    "va sur https://exemple.org/a?b=1 et lis": "https://exemple.org/a?b=1",
    "e\u0301cris : lea (at) exemple (dot) com !": "lea (at) exemple (dot) com",
    "ok c\u200binq un quatre cinq cinq cinq zéro un deux trois ok": (
        "c\u200binq un quatre cinq cinq cinq zéro un deux trois"
    ),
    "oui, mon insta c'est l.e.a_03 voilà": "mon insta c'est l.e.a_03",
    "ﬁn du mot lea#4411 ﬁn": "lea#4411",
}


@pytest.mark.parametrize(("text", "datum"), SPANS.items())
def test_a_span_is_that_of_the_original(text, datum):
    findings = screen(text).findings

    assert datum in {text[finding.start : finding.end] for finding in findings}


def test_findings_come_in_the_order_of_the_text():
    text = "lea@exemple.ca ou 514-555-0123 ou exemple.org ou @lea_roy"

    findings = screen(text).findings

    assert [finding.kind for finding in findings] == [
        Kind.EMAIL,
        Kind.PHONE,
        Kind.URL,
        Kind.HANDLE,
    ]
    assert all(finding.severity >= Severity.MEDIUM for finding in findings)


def test_the_host_of_an_address_is_no_second_finding():
    assert len(screen("lea@courriel.exemple.ca").findings) == 1
    assert len(screen("https://www.instagram.com/lea_roy").findings) == 1
