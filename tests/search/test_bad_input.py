"""Anything may be typed, and any file may break: a search answers or says that it cannot."""

import gc
import signal
import subprocess
import sys
import textwrap
from threading import Event

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.extensions import db, unit_of_work
from portal.models.mentors import Mentor
from portal.search import index
from portal.search.analysis import asked_words
from portal.search.index import IndexOutOfOrder
from portal.search.mentors import MentorQuery, search_mentors
from portal.search.reader import to_numbers, view
from portal.worker.loop import work
from tests.cast import IDS, Cast
from tests.search.crowd import write_crowd

SHARED = settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@given(st.text(max_size=300))
def test_any_text_is_split_into_words_that_hold_no_space(text: str) -> None:
    words = asked_words(text)
    assert len(set(words)) == len(words)
    assert all(word.strip() == word != "" for word in words)


@SHARED
@given(
    text=st.text(max_size=60),
    choices=st.fixed_dictionaries(
        {},
        optional={
            "sector": st.sampled_from(["nursing", "welding"]),
            "occupation": st.sampled_from(["72106", "31301", "00010"]),
            "region": st.sampled_from(["04", "06"]),
            "path": st.sampled_from(["dep", "dec"]),
            "language": st.sampled_from(["fr", "es"]),
            "near": st.just("1"),
            "newcomers": st.just("1"),
            "available": st.just("any"),
            "page": st.integers(-5, 10**9),
        },
    ),
)
def test_any_search_is_answered_and_its_counts_hold(
    indexed: Flask, cast: Cast, text: str, choices: dict[str, object]
) -> None:
    with indexed.app_context():
        query = MentorQuery(text=text, **choices)  # type: ignore[arg-type]
        found = search_mentors(cast.person("zoe"), query, reader_language="fr")
        assert len(found.rows) == found.total <= 3
        for name, value in query.filters.items():
            assert found.counts[name].get(value, 0) == found.total


def test_filters_that_contradict_find_nobody_and_lead_on(indexed: Flask, cast: Cast) -> None:
    with indexed.app_context():
        query = MentorQuery(sector="nursing", occupation="72106", path="dep")
        found = search_mentors(cast.person("zoe"), query, reader_language="fr")
        assert found.rows == []
        assert found.nearest[0].occupation.noc == "72106"


STORE = "whoosh.filedb.filestore"
# What a worker was doing when it was killed: nothing written, words written and not named,
# all but the last step, and after it.
MOMENTS = {
    "before the words are written": ("whoosh.writing.SegmentWriter", "_merge_segments"),
    "before the list of parts is written": ("whoosh.index.TOC", "write"),
    "before the list of parts takes its name": (
        "whoosh.filedb.filestore.FileStorage",
        "rename_file",
    ),
    "before the old parts are removed": ("whoosh.index", "clean_files"),
}
KILLED = """
    import importlib, os, signal, sys
    from portal import create_app
    from portal.search import index
    import whoosh.index, whoosh.writing, whoosh.filedb.fileindex, whoosh.filedb.filestore
    where, name = sys.argv[1:3]
    holder, _, last = where.rpartition(".")
    owner = sys.modules.get(where) or getattr(sys.modules[holder], last)
    def die(*args, **kwargs):
        os.kill(os.getpid(), signal.SIGKILL)
    setattr(owner, name, die)
    if name == "clean_files":
        whoosh.writing.clean_files = die
    with create_app().app_context():
        index.update_mentors(range(1000, 1020))
"""


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_worker_killed_during_a_commit_breaks_nothing(
    indexed: Flask, cast: Cast, moment: str
) -> None:
    """Searches go on meanwhile; the job comes back, and index and database are equal again."""
    with indexed.app_context():
        write_crowd(20)
        before = _everyone()
        db.session.remove()
        command = [sys.executable, "-c", textwrap.dedent(KILLED), *MOMENTS[moment]]
        killed = subprocess.run(
            command,
            capture_output=True,
            timeout=60,
            check=False,
        )
        assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()[-800:]
        assert before <= _everyone()  # readable, and nobody was lost
        index.update_mentors(range(1000, 1020))  # the job, taken up again
        assert index.check() == []
        assert len(_everyone()) == len(before) + 20


# Whoosh leaves the files open that it could not make sense of; the collector closes them.
@pytest.mark.filterwarnings(
    "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)
def test_the_worker_heals_what_it_finds_broken(indexed: Flask, cast: Cast) -> None:
    with indexed.app_context():
        for path in index.folder_in_use().glob("*"):
            path.write_bytes(b"no index")
        with pytest.raises(IndexOutOfOrder):
            view().find(())
    assert cast.client("zoe").get("/mentors?q=soudeur").status_code == 200  # asks for a new one
    with indexed.app_context():
        work(Event(), once=True)
        assert index.check() == []
        assert IDS["marc"] in _everyone()
    gc.collect()


def test_two_writers_at_once_lose_nothing(indexed: Flask) -> None:
    with indexed.app_context():
        write_crowd(24)
        db.session.remove()
        code = """
            import sys
            from portal import create_app
            from portal.search import index
            first = int(sys.argv[1])
            with create_app().app_context():
                for number in range(first, first + 12, 3):
                    index.update_mentors(range(number, number + 3))
        """
        writers = [
            subprocess.Popen([sys.executable, "-c", textwrap.dedent(code), first])
            for first in ("1000", "1012")
        ]
        assert [writer.wait(timeout=90) for writer in writers] == [0, 0]
        assert index.check() == []
        assert len(_everyone()) == 27


def test_two_hundred_updates_without_opening_anew(indexed: Flask) -> None:
    """Each version is laid out by its new part: what is found stays what the database holds."""
    with indexed.app_context():
        write_crowd(12)
        index.rebuild()
        for number in range(40):
            with unit_of_work():
                mentor = db.session.get_one(Mentor, 1000 + number % 12)
                mentor.bio_fr = f"tournesol{number} pivoine"
            index.update_mentors([mentor.person_id])
            assert _everyone(f"tournesol{number}") == {mentor.person_id}
        assert _everyone("tournesol1") == set()  # written over since
        assert len(_everyone("pivoine")) == 12
        index.optimise()
        assert len(_everyone("pivoine")) == 12
        assert index.check() == []


def _everyone(*words: str) -> set[int]:
    directory, levels = view().find(words)
    return {directory.ids[number] for number in to_numbers(levels[0])}
