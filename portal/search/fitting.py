"""Whether one mentor answers a search: the words and filters of the directory, without an index.

A saved search waits for mentors who come, so it is the mentor who looks for searches: many of
them, for few mentors at a time. The rule is the directory's: each word in one language or the
other, or an occupation that the words mean; and every filter.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.models.mentors import Mentor
from portal.queries.saved_searches import arrivals
from portal.search.analysis import asked_words, stem
from portal.search.index import IndexOutOfOrder
from portal.search.kept import Kept
from portal.search.mentors import YES
from portal.search.occupations import Finder, finder
from portal.search.presence import present
from portal.search.reader import to_numbers, view
from portal.search.schema import document

Search = Mapping[str, str]  # parameters of the directory's address: "q" and filters
TEXT = "q"
NEWCOMERS, AVAILABLE = "newcomers", "available"
# What the last texts mean, to a process.
_meanings: Kept[tuple[int, str, str], frozenset[str]] = Kept(16_384)


@dataclass(frozen=True, slots=True)
class Profile:
    """What the index would hold of a mentor, as sets."""

    mentor_id: int
    values: Mapping[str, frozenset[str]]

    def has(self, name: str, value: str) -> bool:
        """Say whether the filter `name` with this value leaves the mentor."""
        return name == AVAILABLE or value in self.values.get(name, ())


def profile_of(mentor: Mentor) -> Profile:
    """Return what a search looks at; needs the mentor's person and occupations loaded."""
    held = document(mentor) | {NEWCOMERS: YES if mentor.newcomers_welcome else None}
    return Profile(mentor.person_id, {k: _as_set(v) for k, v in held.items()})


def fits(search: Search, language: str, profile: Profile) -> bool:
    """Say whether the mentor answers `search`, asked by a reader of `language`."""
    text = search.get(TEXT, "")
    filters = ((name, value) for name, value in search.items() if name != TEXT)
    return all(profile.has(*pair) for pair in filters) and _answers(text, language, profile)


def fitting_now(search: Search, language: str) -> list[int]:
    """Return who answers `search` today: by the index, or mentor by mentor while there is none."""
    try:
        return _fitting_by_index(search, language)
    except IndexOutOfOrder:
        profiles = (profile_of(mentor) for mentor in arrivals())
        return [p.mentor_id for p in profiles if fits(search, language, p)]


def _fitting_by_index(search: Search, language: str) -> list[int]:
    text = search.get(TEXT, "")
    directory, (held, *_more) = view().find(asked_words(text))
    there = present(directory)
    bits = (held | directory.doing(_meant(finder(), text, language))) & there.free
    for name, value in search.items():
        if name == NEWCOMERS:
            bits &= there.newcomers
        elif name not in (TEXT, AVAILABLE):
            bits &= directory.values.get(name, {}).get(value, 0)
    return [directory.ids[number] for number in to_numbers(bits)]


def _answers(text: str, language: str, profile: Profile) -> bool:
    if all(_holds(profile, word) for word in asked_words(text)):
        return True
    return not profile.values["occupation"].isdisjoint(_meant(finder(), text, language))


def _holds(profile: Profile, word: str) -> bool:
    french, english = profile.values["all_fr"], profile.values["all_en"]
    return stem(word, "fr") in french or stem(word, "en") in english


def _meant(known: Finder, text: str, language: str) -> frozenset[str]:
    """Return the occupations that the words probably mean, misspelt or in other words."""
    key = (known.number, text, language)  # not the finder itself: an old one must be let go
    meant = _meanings.get(key)
    if meant is None:
        meant = frozenset(f.occupation.noc for f in known.find(text, language) if f.is_likely)
        _meanings.put(key, meant)
    return meant


def _as_set(value: object) -> frozenset[str]:
    if value is None:
        return frozenset()
    values = value if isinstance(value, (list, tuple, set)) else [value]
    return frozenset(map(str, values))
