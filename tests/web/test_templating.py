from datetime import UTC, date, datetime

import pytest

from portal.web.templating import date_text, datetime_text, paragraphs, percent_text

NB = "\u00a0"


@pytest.mark.parametrize(
    ("day", "french", "english"),
    [
        (date(2026, 5, 3), f"3{NB}mai{NB}2026", "May 3, 2026"),
        (date(2026, 2, 1), f"1er{NB}février{NB}2026", "February 1, 2026"),
    ],
)
def test_days_are_written_as_quebec_writes_them(day: date, french: str, english: str) -> None:
    assert date_text(day, "fr") == french
    assert date_text(day, "en") == english


def test_hours_are_those_of_the_board() -> None:
    moment = datetime(2026, 5, 3, 18, 30, tzinfo=UTC)
    assert datetime_text(moment, "fr") == f"3{NB}mai{NB}2026, 14{NB}h{NB}30"
    assert datetime_text(moment, "en").replace("\u202f", " ") == "May 3, 2026, 2:30 p.m."


def test_shares() -> None:
    assert percent_text(0.8, "fr") == f"80{NB}%"
    assert percent_text(0.8, "en") == "80%"


def test_what_a_person_typed_is_escaped_with_its_lines() -> None:
    shown = paragraphs("<script>alert(1)</script>\nune ligne\r\n\r\nun paragraphe 😀")
    assert "<script>" not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt;<br>une ligne" in shown
    assert shown.count("<p>") == 2
