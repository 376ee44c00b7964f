"""The shipped word lists: each line can be read, and none stands twice."""

import pytest

from portal.data import watchlists
from portal.screening import Kind
from portal.screening.phrases import shipped_machine


def test_every_list_is_of_a_kind_and_every_phrase_compiles():
    assert {entry.kind for entry in watchlists.entries()} <= set(Kind)
    assert shipped_machine().watched


def test_every_rule_has_a_name_of_its_own_that_tells_its_list():
    entries = watchlists.entries()

    assert len({entry.rule for entry in entries}) == len(entries)
    assert all(entry.rule.startswith(entry.kind) for entry in entries)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(watchlists, "FOLDER", tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    "line", ["gros épais", "fr gros épais", "fr low", "de low Dummkopf", "fr 2 gros épais"]
)
def test_a_malformed_line_is_refused_by_file_and_line(folder, line):
    (folder / "insult.txt").write_text(f"# insults\nfr low gros épais\n{line}\n", "utf-8")

    with pytest.raises(watchlists.WatchlistError, match=r"insult\.txt, line 3"):
        watchlists.entries.__wrapped__()


def test_a_phrase_that_stands_twice_is_refused(folder):
    (folder / "insult.txt").write_text("fr low gros épais\nfr low gros épais\n", "utf-8")

    with pytest.raises(watchlists.WatchlistError, match=r"line 2.*line 1"):
        watchlists.entries.__wrapped__()


@pytest.mark.parametrize("line", ["jveux", "jveux =", "= je veux", "jveux = je veux |"])
def test_a_malformed_spelling_is_refused(folder, line):
    (folder / "spellings.txt").write_text(f"{line}\n", "utf-8")

    with pytest.raises(watchlists.WatchlistError, match=r"spellings\.txt, line 1"):
        watchlists.spellings.__wrapped__()
