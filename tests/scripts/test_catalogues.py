"""The catalogues follow the code, keep what was translated, and name what is missing."""

import json
from pathlib import Path

import catalogues
import pytest
from babel.messages.catalog import Catalog
from babel.support import Translations


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Catalogues of three sentences, in a folder of their own."""
    found = Catalog(charset="utf-8")
    found.add("Good evening, %(name)s.")
    found.add(("%(num)s mentor", "%(num)s mentors"))
    found.add("Search")
    monkeypatch.setattr(catalogues, "FOLDER", tmp_path)
    monkeypatch.setattr(catalogues, "extract", lambda: found)
    return tmp_path


def _french(folder: Path, **changed: object) -> Path:
    sentences = {
        "Good evening, %(name)s.": "Bonsoir, %(name)s.",
        "%(num)s mentor": ["%(num)s mentor ou mentore", "%(num)s mentors et mentores"],
        "Search": "Chercher",
    }
    path = folder / "sentences.json"
    path.write_text(json.dumps(sentences | changed), encoding="utf-8")
    return path


def test_a_full_catalogue_has_no_problem_and_is_used(folder: Path) -> None:
    catalogues.update([_french(folder)])
    catalogues.compile_all()

    assert catalogues.problems() == []
    spoken = Translations.load(folder, ["fr_CA"])
    assert spoken.gettext("Search") == "Chercher"
    assert spoken.ngettext("%(num)s mentor", "%(num)s mentors", 2).endswith("et mentores")
    assert Translations.load(folder, ["en_CA"]).gettext("Search") == "Search"


def test_the_same_sentences_make_the_same_bytes(folder: Path) -> None:
    catalogues.update([_french(folder)])
    before = catalogues.po_file("fr").read_bytes()
    catalogues.update([])
    assert catalogues.po_file("fr").read_bytes() == before
    assert b"Date" not in before


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"Search": ""}, "fr: not translated: 'Search'"),
        (
            {"Good evening, %(name)s.": "Bonsoir, %(nom)s."},
            "fr: other placeholders: 'Good evening, %(name)s.'",
        ),
        (
            {"%(num)s mentor": ["%(num)s mentor", ""]},
            "fr: not translated: '%(num)s mentor'",
        ),
    ],
)
def test_what_is_missing_or_wrong_is_named(
    folder: Path, changed: dict[str, object], problem: str
) -> None:
    catalogues.update([_french(folder, **changed)])
    assert problem in catalogues.problems()


def test_a_sentence_new_in_the_code_or_gone_from_it_is_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    catalogues.update([_french(folder)])
    changed = Catalog(charset="utf-8")
    changed.add("A new sentence")
    monkeypatch.setattr(catalogues, "extract", lambda: changed)

    found = catalogues.problems()

    assert "fr: not in the catalogue: 'A new sentence'" in found
    assert "en: no longer in the code: 'Search'" in found


def test_a_translation_survives_the_next_update(folder: Path) -> None:
    catalogues.update([_french(folder)])
    catalogues.update([])
    assert catalogues.problems() == []


def test_sentences_are_found_in_code_and_templates() -> None:
    found = {key[1] for key in map(catalogues.key_of, catalogues.sentences(catalogues.extract()))}
    assert "Sign in" in found  # a page
    assert "Hello," in found  # a mail
    assert "%(num)s job will be tried again now." in found  # Python, with a plural


def test_a_plural_may_be_named_by_both_its_forms(folder: Path) -> None:
    path = folder / "plural.json"
    path.write_text(json.dumps({"%(num)s mentor %(num)s mentors": ["%(num)s a", "%(num)s b"]}))
    catalogues.update([path])
    assert 'msgstr[1] "%(num)s b"' in catalogues.po_file("fr").read_text(encoding="utf-8")
