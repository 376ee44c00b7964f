"""The index: built, updated, swapped, checked; missing or broken it says so."""

import gc
import json
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask
from whoosh.writing import SegmentWriter

from portal import clock
from portal.extensions import db, unit_of_work
from portal.models.mentors import Mentor, MentorOccupation
from portal.models.people import Person, PersonState
from portal.search import index
from portal.search.reader import to_numbers, view
from tests.cast import IDS
from tests.search.crowd import write_crowd


def everyone() -> set[int]:
    return holding()


def holding(*words: str) -> set[int]:
    directory, levels = view().find(words)
    return {directory.ids[n] for n in to_numbers(levels[0])}


def change(name: str, **values: object) -> None:
    with unit_of_work():
        mentor = db.session.get_one(Mentor, IDS[name])
        for field, value in values.items():
            setattr(mentor, field, value)


def test_it_holds_those_who_take_part(indexed: Flask) -> None:
    with indexed.app_context():
        assert everyone() == {IDS["marc"], IDS["grace"], IDS["paul"]}
        assert index.check() == []


def test_an_update_is_seen_at_once_and_only_once(indexed: Flask) -> None:
    with indexed.app_context():
        assert holding("barrage") == set()
        change("marc", bio_fr="Je soude sur les barrages.")
        assert index.check() == [f"mentor {IDS['marc']}: out of date"]
        assert index.update_mentors([IDS["marc"]]) == 1
        assert holding("barrage") == {IDS["marc"]}
        assert view().find(())[1][0].bit_count() == 3
        assert index.check() == []


def test_who_leaves_is_removed(indexed: Flask) -> None:
    with indexed.app_context():
        everyone()
        change("grace", deactivated_at=clock.now())
        with unit_of_work():
            db.session.get_one(Person, IDS["marc"]).state = PersonState.SUSPENDED
        assert len(index.check()) == 2
        ids = [IDS["grace"], IDS["marc"], IDS["nadia"], IDS["zoe"], 99_999]
        assert index.update_mentors(ids) == 0
        assert everyone() == {IDS["paul"]}
        assert index.check() == []


def test_a_new_mentor_comes_in(indexed: Flask) -> None:
    with indexed.app_context():
        change("nadia", activated_at=clock.now())
        assert index.check() == [f"mentor {IDS['nadia']}: missing from the index"]
        index.update_mentors([IDS["nadia"]])
        assert IDS["nadia"] in everyone()


def test_the_hidden_family_name_is_not_searchable(indexed: Flask) -> None:
    with indexed.app_context():
        assert holding("belanger") == set()
        change("marc", shows_full_name=True)
        index.update_mentors([IDS["marc"]])
        assert holding("belanger") == {IDS["marc"]}


def test_words_of_one_language_find_profiles_of_the_other(indexed: Flask) -> None:
    with indexed.app_context():
        for words in [("welder",), ("soudeuse",), ("soudeurs",), ("soudeur",)]:
            assert IDS["marc"] in holding(*words), words
        for words in [("nurse",), ("nurses",), ("infirmiere",), ("infirmier",)]:
            assert IDS["grace"] in holding(*words), words


def test_an_unknown_occupation_does_not_stop_the_index(indexed: Flask) -> None:
    with indexed.app_context():
        with unit_of_work():
            db.session.add(MentorOccupation(mentor_id=IDS["marc"], noc="99999", position=1))
        assert index.rebuild() == 3
        assert index.check() == []


def test_a_failed_commit_leaves_the_index_as_it_was(
    indexed: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with indexed.app_context():
        everyone()
        change("marc", bio_fr="Des barrages.")

        def fail(*_args: object, **_kwargs: object) -> None:
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as patch:
            patch.setattr(SegmentWriter, "commit", fail)
            with pytest.raises(index.IndexOutOfOrder):
                index.update_mentors([IDS["marc"]])
        assert holding("barrage") == set()
        index.update_mentors([IDS["marc"]])  # the failed writer gave its lock back
        assert holding("barrage") == {IDS["marc"]}


def test_a_rebuild_swaps_under_open_readers(indexed: Flask) -> None:
    with indexed.app_context():
        before = index.folder_in_use()
        assert len(everyone()) == 3
        change("nadia", activated_at=clock.now())
        assert index.rebuild() == 4
        assert index.folder_in_use() != before
        assert before.exists()  # other processes may still read it
        assert len(everyone()) == 4
        index.rebuild()
        assert not before.exists()


def test_a_rebuild_that_fails_leaves_the_one_in_use(
    indexed: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with indexed.app_context():
        before = index.folder_in_use()
        with monkeypatch.context() as patch, pytest.raises(RuntimeError):
            patch.setattr(index, "document", lambda _mentor: _raise())
            index.rebuild()
        assert index.folder_in_use() == before
        assert len(everyone()) == 3
        index.rebuild()
        assert len(list(index.folder().glob("v*"))) == 2  # the half-made one is swept


def _raise() -> dict[str, object]:
    raise RuntimeError("half way")


def test_no_index(app: Flask) -> None:
    with app.app_context():
        for attempt in (everyone, index.check, index.optimise, lambda: index.update_mentors([5])):
            with pytest.raises(index.IndexOutOfOrder):
                attempt()
        index.rebuild()
        assert len(everyone()) == 3


def _garble(folder: Path, pattern: str) -> None:
    for path in folder.glob(pattern):
        size = path.stat().st_size
        path.write_bytes(b"\xff\x00garbage" * (size // 9 + 1))


# Whoosh leaves the files open that it could not make sense of; the collector closes them.
@pytest.mark.filterwarnings(
    "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)
@pytest.mark.parametrize("pattern", ["*.toc", "*.seg", "*MAIN*"])
def test_a_garbled_index(indexed: Flask, pattern: str) -> None:
    with indexed.app_context():
        _garble(index.folder_in_use(), pattern)
        with pytest.raises(index.IndexOutOfOrder):
            everyone()
        index.rebuild()
        assert len(everyone()) == 3
    gc.collect()


@pytest.mark.parametrize("name", ["", "..", "v", "v12", "v12-1", "v12-2/../../..", "\x00", "vé"])
def test_a_garbled_pointer(indexed: Flask, name: str) -> None:
    with indexed.app_context():
        (index.folder() / index.POINTER).write_text(name, encoding="utf-8")
        with pytest.raises(index.IndexOutOfOrder):
            everyone()


def test_an_index_removed_while_open(indexed: Flask) -> None:
    with indexed.app_context():
        everyone()
        (index.folder() / index.POINTER).unlink()
        with pytest.raises(index.IndexOutOfOrder):
            everyone()


def test_optimise_keeps_everyone(indexed: Flask) -> None:
    with indexed.app_context():
        write_crowd(30)
        for start in range(1000, 1030, 5):
            index.update_mentors(range(start, start + 5))
        index.optimise()
        assert len(everyone()) == 33
        assert index.check() == []


def test_another_process_reads_what_this_one_writes(indexed: Flask) -> None:
    """The one open reader here sees a commit and a swap made by a command elsewhere."""
    with indexed.app_context():
        assert len(everyone()) == 3
        change("nadia", activated_at=clock.now())
        db.session.remove()
        flask = Path(sys.executable).with_name("flask")
        done = subprocess.run(
            [flask, "--app", "wsgi", "search", "rebuild"],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert "4 personnes dans l’index" in done.stdout
        assert len(everyone()) == 4


def test_commands(indexed: Flask) -> None:
    runner = indexed.test_cli_runner()
    assert runner.invoke(args=["search", "check"]).exit_code == 0
    with indexed.app_context():
        change("marc", bio_fr="Autre chose.")
    worse = runner.invoke(args=["search", "check"])
    assert worse.exit_code == 1
    assert f"mentor {IDS['marc']}: out of date" in worse.output
    assert runner.invoke(args=["search", "rebuild"]).exit_code == 0
    with indexed.app_context():
        (index.folder() / index.POINTER).unlink()
    missing = runner.invoke(args=["search", "check"])
    assert missing.exit_code == 1
    assert "flask search rebuild" in missing.output


def test_the_suggest_command(indexed: Flask) -> None:
    runner = indexed.test_cli_runner()
    answer = runner.invoke(args=["occupations", "suggest", "soudeuse", "--lang", "fr", "--json"])
    assert answer.exit_code == 0, answer.exception
    rows = json.loads(answer.output)
    assert rows[0]["noc"] == "72106"
    assert rows[0]["mentors"] == 1
    plain = runner.invoke(args=["occupations", "suggest", "welder", "--lang", "en"])
    assert plain.output.startswith("72106")
    assert runner.invoke(args=["occupations", "suggest", "x", "--lang", "de"]).exit_code == 2
