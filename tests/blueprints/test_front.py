"""The front door: for who passes by, for a student, for everyone else."""

import pytest

from tests.statements import statements_of


def test_who_passes_by_is_told_how_to_join(cast):
    page = cast.client().get("/?lang=en").text
    assert "Three ways to join" in page
    assert "Only a student can start a conversation" in page


def test_a_student_is_at_home_with_the_latest_conversations(cast):
    page = cast.client("zoe").get("/?lang=en").text
    assert "Hello, " in page
    assert "Marc" in page
    assert 'href="/threads/' in page
    assert "Three ways to join" not in page


def test_a_student_who_never_wrote_is_shown_where_to_begin(cast):
    page = cast.client("noah").get("/?lang=en").text
    assert 'href="/threads/' not in page
    assert 'href="/mentors"' in page


@pytest.mark.parametrize(
    ("who", "address"), [("marc", "/threads"), ("claire", "/counsellor"), ("mona", "/moderation")]
)
def test_everyone_else_is_led_to_their_own_pages(cast, who, address):
    page = cast.client(who).get("/?lang=en").text
    assert f'class="btn btn-main" href="{address}"' in page
    assert "Three ways to join" not in page


def test_a_student_s_home_asks_little(cast):
    assert len(statements_of(cast.client("zoe"), "/")) <= 6
