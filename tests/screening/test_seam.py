"""What two messages make together, also where a word is cut between them."""

import pytest

from portal.screening import Context, Kind, screen

CUT = [
    (Kind.PHONE, "mon num cinq un qua", "tre 555 0123"),
    (Kind.PHONE, "cinq un qua", "Tre cinq cinq cinq zéro un deux trois"),
    (Kind.PHONE, "514 55", "5 0123"),
    (Kind.EMAIL, "écris à lea.roy@gm", "ail"),
    (Kind.URL, "va voir www.exem", "ple.com"),
    (Kind.HANDLE, "mon inst", "a c'est lea_03"),
    (Kind.SELF_HARM, "je veux me sui", "cider ce soir"),
]


@pytest.mark.parametrize(("kind", "earlier", "text"), CUT)
def test_a_word_cut_by_two_messages_is_read_whole(kind, earlier, text):
    findings = screen(text, Context(earlier=(earlier,))).findings

    found = [finding for finding in findings if finding.kind is kind]
    assert found
    assert all(0 <= finding.start < finding.end <= len(text) for finding in found)


@pytest.mark.parametrize(
    ("earlier", "text"),
    [
        ("priya@exemple.ca", "my day was fine"),
        ("514 555 0123", "5 amis viennent"),
        ("je veux mourir", "e"),
        ("mon insta c'est lea_03", "ok super"),
        ("https://exemple.org/a", "bon courage"),
    ],
)
def test_what_was_whole_before_does_not_hold_the_next_message(earlier, text):
    assert not screen(text, Context(earlier=(earlier,))).held


def test_a_new_sentence_is_no_end_of_a_word():
    assert not screen("Cider vaut mieux que jus", Context(earlier=("je veux me sui",))).held
