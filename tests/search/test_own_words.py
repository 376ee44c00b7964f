"""What a student's own words bring to mind."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.search.matching import read_words

HEARD = {
    "an occupation, misspelt": ("Je veux être infirmiere", "fr", {"31301"}, set(), set()),
    "two of them": ("vet tech or nurse", "en", {"32104", "31301"}, set(), set()),
    "interests": (
        "J’aime les animaux, dessiner et le hockey.", "fr",
        set(), {"animals", "drawing", "team_sports"}, set(),
    ),
    "interests in English on a French page": ("chess", "fr", set(), {"board_games"}, set()),
    "who came lately": ("Je viens d’arriver au Québec", "fr", set(), set(), {"newcomers"}),
    "a difficulty": ("I have ADHD", "en", set(), set(), {"learning"}),
    "a trade among men": (
        "Je suis une fille et je veux la soudure, un métier de gars", "fr",
        set(), set(), {"women_in_trades"},
    ),
    "no idea": ("je ne sais pas quoi faire", "fr", set(), set(), {"undecided"}),
    "care for others is not one's own need": (
        "Je veux aider les personnes handicapées", "fr", set(), {"care"}, set(),
    ),
    "nothing": ("bonjour", "fr", set(), set(), set()),
    "empty": ("  \n", "fr", set(), set(), set()),
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "language", "nocs", "liked", "helped"), HEARD.values(), ids=list(HEARD)
)
def test_own_words_are_heard(
    text: str, language: str, nocs: set[str], liked: set[str], helped: set[str]
) -> None:
    heard = read_words(text, language)
    assert (set(heard.occupations), set(heard.interests), set(heard.helps)) == (
        nocs, liked, helped,
    )  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read_without_fault(text: str) -> None:
    read_words(text, "fr")
