"""Suggestions while typing, as the bytes of an answer: asked at every keystroke, so kept ready."""

import json
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import cast

from flask import current_app
from sqlalchemy.exc import OperationalError

from portal.queries import mentors
from portal.search.finder import Finder
from portal.search.kept import Kept
from portal.search.occupation_names import finder

KEEP_SECONDS = 3  # and 2 in a browser: a change shows within five (decision 0023)
MOST_SHOWN = 10
LONGEST = 100  # characters of a query that are looked at
ROOM = 8 * 1024 * 1024  # bytes of answers that are kept


@dataclass(frozen=True, slots=True, eq=False)  # compared as the one object: a new one is news
class MentorCounts:
    """How many mentors can be found for each occupation, as counted at one moment."""

    by_noc: Mapping[str, int]


_answers: Kept[tuple[str, str, int, MentorCounts], bytes] = Kept(ROOM)


def mentor_counts() -> MentorCounts:
    """Return the counts, at most `KEEP_SECONDS` old; the same object while they are the same."""
    kept = current_app.extensions.get("mentor_counts")
    if kept is not None and time.monotonic() - kept[0] < KEEP_SECONDS:
        return cast(MentorCounts, kept[1])
    counts = kept[1] if kept else MentorCounts({})
    with suppress(OperationalError):  # a locked database does not stop anyone from typing
        fresh = mentors.counts_by_noc()
        counts = counts if fresh == counts.by_noc else MentorCounts(fresh)
    current_app.extensions["mentor_counts"] = (time.monotonic(), counts)
    return cast(MentorCounts, counts)


def suggestion_rows(
    text: str, language: str, *, known: Finder | None = None
) -> list[dict[str, str | int]]:
    """Return at most 10 occupations for `text`, best first, titles and sectors in `language`.

    `also` is the name that was met, "" when the title says it.
    """
    return _rows(text, language, known or finder(), mentor_counts())


def suggestions(text: str, language: str) -> bytes:
    """Return `suggestion_rows` as JSON, from memory when it was asked before."""
    asked, known, counts = " ".join(text.split())[:LONGEST].lower(), finder(), mentor_counts()
    key = (asked, language, known.number, counts)
    answer = _answers.get(key)
    if answer is None:
        answer = json.dumps(_rows(asked, language, known, counts), ensure_ascii=False).encode()
        _answers.put(key, answer, len(answer))
    return answer


def _rows(
    text: str, language: str, known: Finder, counts: MentorCounts
) -> list[dict[str, str | int]]:
    return [
        {
            "noc": found.occupation.noc,
            "title": found.occupation.headline(language),
            "also": found.also(language),
            "sector": found.occupation.sector.name(language),
            "mentors": counts.by_noc.get(found.occupation.noc, 0),
        }
        for found in known.find(text, language)[:MOST_SHOWN]
    ]
