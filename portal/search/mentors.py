"""The directory of mentors: words and filters in, one page of cards and the counts out."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from portal import clock
from portal.data.occupations import Occupation
from portal.models.people import Person
from portal.queries.mentors import MentorCard, cards
from portal.search.analysis import asked_words
from portal.search.occupations import Found, finder
from portal.search.reader import Bits, Directory, Hits, view
from portal.search.schema import FACETS

PAGE_SIZE = 20
NEAREST = 5
STAND_INS = 3  # occupations that take over for words that nobody's profile holds


@dataclass(frozen=True, slots=True)
class MentorQuery:
    """What is looked for. A filter is None when it is not used."""

    text: str = ""
    sector: str | None = None
    region: str | None = None
    path: str | None = None
    language: str | None = None  # of exchange, not of the page
    available: str | None = None
    page: int = 1

    @property
    def filters(self) -> dict[str, str]:
        """The filters in use, by name."""
        return {name: value for name in FACETS if (value := getattr(self, name)) is not None}


@dataclass(frozen=True, slots=True)
class Nearest:
    """An occupation near what was looked for, and how many mentors it has."""

    occupation: Occupation
    mentors: int


@dataclass(frozen=True, slots=True)
class MentorResults:
    """One page of the directory. `counts`: for each filter, what each value would leave."""

    rows: list[MentorCard]
    total: int
    number: int  # of the page, from 1
    counts: Mapping[str, Mapping[str, int]]
    # Occupations whose mentors stand in, when no profile holds the words themselves.
    stand_ins: tuple[Occupation, ...]
    nearest: tuple[Nearest, ...]  # with mentors; only when nobody is found

    @property
    def has_previous(self) -> bool:
        """Whether a page stands before this one."""
        return self.number > 1

    @property
    def has_next(self) -> bool:
        """Whether a page stands after this one."""
        return self.number * PAGE_SIZE < self.total


@dataclass(frozen=True, slots=True)
class _Answer:
    directory: Directory
    hits: Hits
    first: Bits  # who does just what was asked for: before those who only mention it
    stand_ins: tuple[Occupation, ...]
    found: list[Found]
    present: Bits  # who is not on pause


def search_mentors(viewer: Person, query: MentorQuery, *, reader_language: str) -> MentorResults:
    """Return a page of the mentors whom `viewer` may find, best first, with the filters' counts.

    The index proposes ids and counts; the database, through the policy, disposes
    of who is shown. One statement. Raises IndexOutOfOrder.
    """
    answer = _answer(query.text, reader_language)
    chosen = _chosen(answer, query)
    total = chosen.bit_count()
    number = max(1, min(query.page, -(-total // PAGE_SIZE)))
    proposed = list(_page(answer, chosen, number))
    rows = cards(viewer, proposed, with_room=query.available is not None) if proposed else []
    return MentorResults(
        rows=rows,
        total=total - (len(proposed) - len(rows)),
        number=number,
        counts=_counts(answer, query),
        stand_ins=answer.stand_ins,
        nearest=() if rows else _nearest(answer),
    )


def _answer(text: str, reader_language: str) -> _Answer:
    directory, hits = view().find(asked_words(text))
    present = ~directory.paused_on(clock.today())
    found = finder().find(text, reader_language)
    stand_ins: tuple[Occupation, ...] = ()
    if not hits.bits & present:
        stand_ins = _stand_ins(directory, present, found)
        bits = directory.doing(o.noc for o in stand_ins)
        hits = Hits(bits, tuple(n for n in directory.everyone.ranked if bits >> n & 1))
        first = directory.doing(o.noc for o in stand_ins[:1])
    else:
        first = directory.doing(f.occupation.noc for f in found if f.is_sure)
    return _Answer(directory, hits, first, stand_ins, found, present)


def _stand_ins(directory: Directory, present: Bits, found: list[Found]) -> tuple[Occupation, ...]:
    """Name the occupations that a misspelt or unknown word means, when that is fairly sure."""
    near = (
        f.occupation
        for f in found
        if f.is_likely and directory.doing([f.occupation.noc]) & present
    )
    return tuple(islice(near, STAND_INS))


def _chosen(answer: _Answer, query: MentorQuery, *, without: str = "") -> Bits:
    bits = answer.hits.bits & answer.present
    for name, value in query.filters.items():
        if name != without:
            bits &= answer.directory.values[name].get(value, 0)
    return bits


def _page(answer: _Answer, chosen: Bits, number: int) -> Iterator[int]:
    ids, first = answer.directory.ids, answer.first
    groups = (chosen & first, chosen & ~first) if first else (chosen,)
    ordered = (ids[n] for group in groups for n in _in(group, answer.hits.ranked))
    return islice(ordered, (number - 1) * PAGE_SIZE, number * PAGE_SIZE)


def _in(bits: Bits, ranked: Iterable[int]) -> Iterator[int]:
    return (n for n in ranked if bits >> n & 1)


def _counts(answer: _Answer, query: MentorQuery) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = {}
    for name in FACETS:
        base = _chosen(answer, query, without=name)
        numbers = ((v, (base & b).bit_count()) for v, b in answer.directory.values[name].items())
        counts[name] = {value: number for value, number in numbers if number}
    return counts


def _nearest(answer: _Answer) -> tuple[Nearest, ...]:
    counted = (
        Nearest(
            f.occupation,
            (answer.directory.doing([f.occupation.noc]) & answer.present).bit_count(),
        )
        for f in answer.found
    )
    return tuple(islice((near for near in counted if near.mentors), NEAREST))
