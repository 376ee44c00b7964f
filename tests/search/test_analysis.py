"""Accents, case, gender and number do not keep a query from its word (R91)."""

import pytest

from portal.search.analysis import asked_words, fold, split, terms

PAIRS = [
    ("infirmier", "infirmière"),
    ("mécanicien", "mécanicienne"),
    ("avocat", "avocate"),
    ("enseignant", "enseignante"),
    ("conseiller", "conseillère"),
    ("coiffeur", "coiffeuse"),
    ("directeur", "directrice"),
    ("acteur", "actrice"),
    ("sportif", "sportive"),
    ("ingénieur", "ingénieure"),
    ("technicien", "techniciennes"),
    ("candidat", "candidates"),
    ("infirmier", "infirmiere"),
    ("chef", "cheffe"),
    ("patron", "patronne"),
    ("préposé", "préposées"),
    ("auteur", "autrice"),
    ("maître", "maîtresse"),
    ("professionnel", "professionnelle"),
    ("œnologue", "oenologues"),
]


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_both_genders_and_numbers_are_one_word(one: str, other: str) -> None:
    assert terms(one, "fr") == terms(other, "fr") != []


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_accents_and_case_do_not_count(one: str, other: str) -> None:
    for word in (one, other):
        assert terms(fold(word).upper(), "fr") == terms(word, "fr")


def test_english_endings_are_one_word() -> None:
    assert terms("engineer nurses", "en") == terms("engineering nursing", "en")


def test_different_jobs_stay_apart() -> None:
    for one, other in [("soudeur", "sondeur"), ("boucher", "boulanger"), ("pilote", "pilier")]:
        assert terms(one, "fr") != terms(other, "fr")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("C++ et C#", ["c++", "et", "c#"]),
        ("un T.P. de l’urgence", ["un", "tp", "de", "urgence"]),
        ("T.P", ["tp"]),
        ("L'ŒUVRE d’art", ["oeuvre", "art"]),
        ("lætitia", ["laetitia"]),
        ("qu’est-ce", ["est", "ce"]),
        ("nurse's", ["nurse"]),
        ("3.5", ["3", "5"]),
        ("", []),
        ("🙂 <script>", ["script"]),
    ],
)
def test_words_of_a_text(text: str, words: list[str]) -> None:
    assert split(text) == words


def test_a_query_keeps_what_tells() -> None:
    assert asked_words("je veux devenir infirmière") == ("infirmiere",)
    assert asked_words("ingénieur de son") == ("ingenieur", "son")
    assert asked_words("the") == ("the",)
