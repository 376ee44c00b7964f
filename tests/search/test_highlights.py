"""What is marked in a result: the words that were meant, never what they could break."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from portal.search.highlights import Highlighter


@pytest.mark.parametrize(
    ("asked", "text", "marked"),
    [
        ("infirmiere", "Infirmière en chef", "<mark>Infirmière</mark> en chef"),
        ("INFIRMIER", "Infirmière, infirmier", "<mark>Infirmière</mark>, <mark>infirmier</mark>"),
        ("soudeuses", "Soudeur", "<mark>Soudeur</mark>"),
        ("nurse", "Nurses and nursing", "<mark>Nurses</mark> and <mark>nursing</mark>"),
        ("l’école", "à l’école", "à l’<mark>école</mark>"),
        ("C++", "du C++, du C", "du <mark>C++</mark>, du C"),
        ("TP", "un T.P. ici", "un <mark>T.P.</mark> ici"),
        ("soudeur", "<b>Soudeur</b> & co", "&lt;b&gt;<mark>Soudeur</mark>&lt;/b&gt; &amp; co"),
        ("<b>", "<b>gras</b>", "&lt;<mark>b</mark>&gt;gras&lt;/<mark>b</mark>&gt;"),
        ("", "Soudeur", "Soudeur"),
        ("je veux travailler", "Le travail de la forge", "Le <mark>travail</mark> de la forge"),
        ("e\u0301lectricien", "Électricienne", "<mark>Électricienne</mark>"),
        ("électricien", "E\u0301lectricienne", "<mark>Électricienne</mark>"),
    ],
)
def test_words_are_marked_as_they_were_written(asked: str, text: str, marked: str) -> None:
    assert Highlighter(asked).marked(text) == Markup(marked)


def test_what_the_search_means_in_other_words_is_marked_whole() -> None:
    words = Highlighter("PAB")
    assert words.marked("Préposée aux bénéficiaires", whole=True) == Markup(
        "<mark>Préposée aux bénéficiaires</mark>"
    )
    assert words.marked("<PAB>", whole=True) == Markup("&lt;<mark>PAB</mark>&gt;")


def test_a_snippet_is_the_part_around_the_word() -> None:
    long = "Je parle de mille choses de la vie de tous les jours. " * 3
    found = Highlighter("barrage").snippet(["rien ici", f"{long}Mes barrages. {long}"])
    assert found is not None
    number, snippet = found
    assert number == 1
    assert "<mark>barrages</mark>" in snippet
    assert snippet.startswith("…")
    assert snippet.endswith("…")
    assert len(snippet) < 200
    assert Highlighter("barrage").snippet(["rien"]) is None
    assert Highlighter("").snippet(["rien"]) is None


@given(st.text(), st.text())
def test_any_text_stays_whole_and_safe(asked: str, text: str) -> None:
    marked = Highlighter(asked).marked(text)
    bare = marked.replace(Markup("<mark>"), Markup("")).replace(Markup("</mark>"), Markup(""))
    assert "<" not in bare
    assert ">" not in bare
    Highlighter(asked).snippet([text])
