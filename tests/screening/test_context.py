"""What the context adds: earlier messages, allowed sites, nobody under age."""

import pytest

from portal.screening import Context, Kind, Severity, screen

SPLIT = {
    Kind.PHONE: [
        ("514", "555", "0123"),
        ("cinq un quatre", "cinq cinq cinq", "zéro un deux trois"),
        ("5 1 4 5", "5 5 0", "1 2 3"),
        ("ça commence par 418 555", "pis ça finit par 0166"),
    ],
    Kind.EMAIL: [("lea arobase", "gmail", "point com"), ("lea.roy", "@gmail.com")],
    Kind.URL: [("exemple", ".com")],
    Kind.HANDLE: [("ajoute-moi", "sur", "insta"), ("mon", "insta")],
}


@pytest.mark.parametrize(
    ("kind", "messages"), [(kind, case) for kind, cases in SPLIT.items() for case in cases]
)
def test_a_datum_split_over_three_messages_is_found_in_the_last(kind, messages):
    *earlier, last = messages

    findings = screen(last, Context(earlier=tuple(earlier))).findings

    assert kind in {finding.kind for finding in findings}
    assert all(0 <= finding.start < finding.end <= len(last) for finding in findings)


def test_only_two_earlier_messages_are_read():
    assert not screen("0123", Context(earlier=("514", "555", "ok", "super"))).held


def test_an_earlier_datum_does_not_hold_an_innocent_message():
    assert not screen("Merci beaucoup!", Context(earlier=("mon num : 514-555-0123",))).held


def test_earlier_messages_never_hide_what_the_text_shows():
    assert screen("514 555 0123", Context(earlier=("514 555", "12"))).held


ALLOWED = Context(allowed_sites=frozenset({"exemple.ca", "Alloprof.qc.ca"}))


@pytest.mark.parametrize(
    "text",
    [
        "exemple.ca",
        "Va sur Exemple.ca.",
        "https://www.exemple.ca/fr/metiers?page=2",
        "aide.alloprof.qc.ca/eleves",
        "Le site www.exemple.ca. Merci",
    ],
)
def test_an_allowed_site_and_its_subdomains_pass(text):
    assert not screen(text, ALLOWED).held
    assert screen(text).held


@pytest.mark.parametrize(
    "text",
    [
        "mauvaisexemple.ca",
        "exemple.ca.mauvais.com",
        "https://exemple.ca@mauvais.com/",
        "https://mauvais.com/exemple.ca",
        "exemple.ca/?vers=mauvais.com",
        "ехemple.ca",
        "lea@exemple.ca",
    ],
)
def test_what_only_resembles_an_allowed_site_is_held(text):
    assert screen(text, ALLOWED).held


def test_between_adults_a_datum_is_still_held_but_less_grave():
    (for_minor,) = screen("514-555-0123").findings
    (for_adults,) = screen("514-555-0123", Context(minor=False)).findings

    assert (for_minor.severity, for_adults.severity) == (Severity.HIGH, Severity.MEDIUM)
