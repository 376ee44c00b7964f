"""Suggestions of mentors: what the student allows is read, ranked, and shown as far as they may.

A student's own words are read here, each time anew: what they bring to mind is kept nowhere.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from portal.data.interests import UNDECIDED, helps, interests
from portal.data.occupations import occupations
from portal.matching import Because, Match, StudentProfile, chosen, rank
from portal.models.people import Person
from portal.queries import matching as queries
from portal.queries.matching import Wishes
from portal.queries.mentors import MentorCard, cards
from portal.search.analysis import split, stem
from portal.search.occupations import finder

MOST_SHOWN = 6
MOST_ASKED = 6  # phrases of which the finder is asked
SENTENCE = re.compile(r"[.!?\n\r]+")
BREAK = re.compile(r"[,;:()/•–—]+|\b(?:et|and|ou|or|mais|but|aussi|also)\b", re.IGNORECASE)
# The finder is made to answer anything with something; here only what was clearly said counts.
CLEAR, NEAR_BEST, MOST_MEANT = 0.82, 0.06, 2
SURE = 0.97  # of a phrase that says an interest already: "jeux vidéo" may still name an occupation

_Entries = tuple[frozenset[frozenset[str]], ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a student's own words say to the suggestions."""

    occupations: frozenset[str]
    interests: frozenset[str]
    helps: frozenset[str]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A mentor who suits the student, as a card, and why."""

    card: MentorCard
    because: tuple[Because, ...]


def suggestions(viewer: Person, *, limit: int = MOST_SHOWN) -> list[Suggestion]:
    """Return who suits the student `viewer` best; nothing is computed while it is off (R35)."""
    wanted = queries.wishes(viewer)
    if wanted is None:
        return []
    profile = student_profile(wanted, student_id=viewer.id, language=viewer.language)
    best = chosen(rank(profile, queries.mentor_profiles(viewer)), limit=limit)
    return _shown(viewer, best)


def student_profile(wanted: Wishes, *, student_id: int, language: str) -> StudentProfile:
    """Return what the ranking may know of a student: what they allowed, and their language."""
    heard = read_words(wanted.own_words, language)
    named = wanted.curious | heard.occupations | wanted.viewed
    liked = wanted.interests | heard.interests
    return StudentProfile(
        turn=student_id,
        language=language,
        curious=wanted.curious,
        said=heard.occupations,
        viewed=wanted.viewed,
        fields={occupations()[noc].sector.slug: noc for noc in sorted(named)},
        interests=liked,
        work={sector: code for code in sorted(liked) for sector in interests()[code].sectors},
        # Who names no occupation is still looking, and some mentors like to help with that.
        helps=heard.helps if named else heard.helps | {UNDECIDED},
        styles=wanted.styles,
        region=wanted.region,
        path=wanted.path,
    )


def read_words(text: str, language: str) -> Reading:
    """Return what a student's own words bring to mind, phrase by phrase."""
    liked: set[str] = set()
    helped: set[str] = set()
    left: list[tuple[str, float]] = []  # phrases, and how sure the finder must be of them
    for sentence in _parts(SENTENCE, text):
        needs = _held(_stems(sentence), _help_entries())
        helped |= needs
        for phrase in _parts(BREAK, sentence):
            found = _held(_stems(phrase), _interest_entries())
            liked |= found
            left += [] if needs else [(phrase, SURE if found else CLEAR)]
    asked = left[:MOST_ASKED]
    meant = {noc for phrase, sure in asked for noc in _occupations(phrase, language, sure)}
    return Reading(frozenset(meant), frozenset(liked), frozenset(helped))


def _shown(viewer: Person, best: list[Match]) -> list[Suggestion]:
    shown = {card.mentor_id: card for card in cards(viewer, [m.mentor_id for m in best])}
    return [
        Suggestion(shown[match.mentor_id], match.because)
        for match in best
        if match.mentor_id in shown
    ]


def _parts(between: re.Pattern[str], text: str) -> list[str]:
    return [part for part in between.split(text) if part.strip()]


def _occupations(phrase: str, language: str, sure: float) -> Iterator[str]:
    found = finder().find(phrase, language)[:MOST_MEANT]
    for one in found:
        if one.score >= sure and one.score >= found[0].score - NEAR_BEST and one.name is not None:
            yield one.occupation.noc


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(word, code) for word in split(text) for code in ("fr", "en"))


def _held(said: frozenset[str], lists: Mapping[str, _Entries]) -> set[str]:
    """Return the codes of which an entry was said: all its words, each in either language."""
    return {
        code
        for code, entries in lists.items()
        if any(all(word <= said for word in entry) for entry in entries)
    }


@cache
def _interest_entries() -> dict[str, _Entries]:
    return {code: _entries(one.words) for code, one in interests().items()}


@cache
def _help_entries() -> dict[str, _Entries]:
    return {code: _entries(one.words) for code, one in helps().items()}


def _entries(lines: Iterable[str]) -> _Entries:
    return tuple(frozenset(_stems(word) for word in split(line)) for line in lines)
