"""The short lists: whole in both languages, and of things that can be matched."""

import pytest

from portal.data.interests import LIFE, NEWCOMERS, UNDECIDED, WORK, helps, interests, known
from portal.data.occupations import sectors

LISTED = [*interests().values(), *helps().values()]


@pytest.mark.parametrize("one", LISTED, ids=lambda one: one.code)
def test_each_is_named_in_both_languages_and_has_words(one: object) -> None:
    names = {one.name("fr"), one.name("en")}  # type: ignore[attr-defined]
    assert all(names)
    assert all("'" not in name for name in names), "typographic apostrophes"
    assert all(one.words)  # type: ignore[attr-defined]


def test_the_lists_are_short_and_their_sectors_are_known() -> None:
    assert len(interests()) <= 35 and len(helps()) <= 12
    assert {one.kind for one in interests().values()} == {WORK, LIFE}
    assert all(one.sectors for one in interests().values() if one.kind == WORK)
    named = {sector for one in interests().values() for sector in one.sectors}
    assert named <= set(sectors())
    assert {UNDECIDED, NEWCOMERS} <= set(helps())


def test_names_in_french_bear_an_article() -> None:
    articles = ("le ", "la ", "les ", "l’")
    assert [one.fr for one in LISTED if not one.fr.startswith(articles)] == []


def test_an_unknown_code_is_left_out() -> None:
    assert known(["music", "gold", "animals", "music"], interests()) == ["animals", "music"]
