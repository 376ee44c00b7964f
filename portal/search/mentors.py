"""The directory of mentors: words and filters in, one page of cards and the counts out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from portal import clock
from portal.data.occupations import Occupation, occupations
from portal.models.people import Person
from portal.queries.mentors import MentorCard, cards
from portal.queries.schools import Home, home_of
from portal.search.analysis import asked_words
from portal.search.exploring import related
from portal.search.occupations import finder
from portal.search.presence import Present, present
from portal.search.ranking import draws, turn_of
from portal.search.reader import Bits, Levels, to_numbers, view
from portal.search.schema import FACETS

PAGE_SIZE = 20
NEAREST = 5
NEAR_BEST = 0.9  # of the best score: what the words name, not what they are only akin to
STAND_INS = 3  # occupations that take over for words that nobody's profile holds
YES, FULL_TOO = "1", "any"


@dataclass(frozen=True, slots=True)
class MentorQuery:
    """What is looked for. A filter is None when it is not used."""

    text: str = ""
    sector: str | None = None
    occupation: str | None = None  # NOC code
    region: str | None = None
    path: str | None = None
    language: str | None = None  # of exchange, not of the page
    near: str | None = None  # YES: works in the region of one of the reader's own schools
    newcomers: str | None = None  # YES: gladly answers someone new to Quebec
    available: str | None = None  # FULL_TOO: also who has no room left
    page: int = 1

    @property
    def filters(self) -> dict[str, str]:
        """The filters in use, by name."""
        return {name: value for name in FILTERS if (value := getattr(self, name)) is not None}


FILTERS = (*FACETS, "near", "newcomers", "available")


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
    named: frozenset[str]  # the codes that the words name, or that stand in
    nearest: tuple[Nearest, ...]  # with mentors; only when nobody is found
    meant: Occupation | None  # what the search is about, if it is about an occupation
    # What recruiting should know of: nobody can be found for this occupation ("": for words
    # that mean none), whatever the other filters. None when somebody can.
    gap: str | None
    home: Home  # the reader's own schools

    @property
    def has_previous(self) -> bool:
        """Whether a page stands before this one."""
        return self.number > 1

    @property
    def has_next(self) -> bool:
        """Whether a page stands after this one."""
        return self.number * PAGE_SIZE < self.total


def search_mentors(viewer: Person, query: MentorQuery, *, reader_language: str) -> MentorResults:
    """Return a page of the mentors whom `viewer` may find, best first, with the filters' counts.

    The index proposes ids and counts; the database, through the policy, disposes
    of who is shown. Two statements, and one more when it is time to ask who is
    there. Raises IndexOutOfOrder.
    """
    home = home_of(viewer)
    search = Search(query, home=home, turn=turn_of(viewer.id), reader_language=reader_language)
    number = max(1, min(query.page, -(-search.total // PAGE_SIZE)))
    proposed = search.page(number)
    rows = cards(viewer, proposed, full_too=query.available == FULL_TOO) if proposed else []
    return MentorResults(
        rows=rows,
        total=search.total - (len(proposed) - len(rows)),
        number=number,
        counts=search.counts(),
        stand_ins=search.stand_ins,
        named=search.named,
        nearest=() if rows else search.nearest(),
        meant=search.meant,
        gap=search.gap(),
        home=home,
    )


class Search:
    """One search of the directory as it is at this moment, before the database disposes."""

    def __init__(self, query: MentorQuery, *, home: Home, turn: int, reader_language: str) -> None:
        """Find who holds the words. Raises IndexOutOfOrder."""
        self._query, self._home, self._turn = query, home, turn
        self._directory, self._held = view().find(asked_words(query.text))
        self._present: Present = present(self._directory)
        self._found = finder().find(query.text, reader_language)
        self.stand_ins: tuple[Occupation, ...] = ()
        if not self._held[0] & self._there:
            self.stand_ins = self._take_over()
        best = self._found[0].score if self._found else 0.0
        near = (f for f in self._found if f.is_sure and f.score >= NEAR_BEST * best)
        sure = [f.occupation.noc for f in near]
        self.named = frozenset(o.noc for o in self.stand_ins) or frozenset(sure)

    @cached_property
    def total(self) -> int:
        """How many mentors are found."""
        return self._chosen().bit_count()

    def page(self, number: int) -> list[int]:
        """Return the ids of the mentors on a page, best first."""
        start = (number - 1) * PAGE_SIZE
        return list(islice(self._ranked(), start, start + PAGE_SIZE))

    def counts(self) -> dict[str, dict[str, int]]:
        """Return for each filter how many mentors each of its values would leave."""
        counts: dict[str, dict[str, int]] = {}
        whole = self._chosen()
        for name in FACETS:
            base = self._chosen(without=name) if name in self._query.filters else whole
            values = self._directory.values[name].items()
            counts[name] = {v: n for v, bits in values if (n := (base & bits).bit_count())}
        counts |= {name: self._count_of(name, YES) for name in ("near", "newcomers")}
        counts["available"] = self._count_of("available", FULL_TOO)
        return counts

    @property
    def meant(self) -> Occupation | None:
        """What the search is about: the occupation chosen, or the one that the words mean."""
        if self._query.occupation is not None:
            return occupations()[self._query.occupation]
        best = self._found[0] if self._found else None
        return best.occupation if best is not None and best.is_likely else None

    def nearest(self) -> tuple[Nearest, ...]:
        """Return the occupations nearest to what is looked for that have mentors."""
        near = [found.occupation for found in self._found]
        if self.meant is not None:
            near = [self.meant, *near, *(kin.occupation for kin in related(self.meant))]
        counted = (Nearest(o, self._mentors_of(o)) for o in dict.fromkeys(near))
        return tuple(islice((one for one in counted if one.mentors), NEAREST))

    def gap(self) -> str | None:
        """Return the occupation for which nobody can be found, as `MentorResults.gap` says."""
        if not self._query.text and self._query.occupation is None:
            return None
        about = self.meant
        if about is not None and self._mentors_of(about):
            return None
        answered = self._query.occupation is None and self._held[0] & self._present.free
        if answered and not self.stand_ins:
            return None
        return "" if about is None else about.noc

    @property
    def _there(self) -> Bits:
        full_too = self._query.available == FULL_TOO
        return self._present.on_duty if full_too else self._present.free

    def _mentors_of(self, occupation: Occupation) -> int:
        return (self._directory.doing([occupation.noc]) & self._present.free).bit_count()

    def _take_over(self) -> tuple[Occupation, ...]:
        """Let occupations stand in that a misspelt or unknown word means fairly surely."""
        likely = (f.occupation for f in self._found if f.is_likely)
        near = (o for o in likely if self._directory.doing([o.noc]) & self._there)
        stand_ins = tuple(islice(near, STAND_INS))
        if stand_ins:
            self._held = self._levels_of(stand_ins)
        return stand_ins

    def _levels_of(self, stand_ins: tuple[Occupation, ...]) -> Levels:
        """Return who does one of these: the nearest occupation's mentors say it most."""
        anyone = self._directory.doing(o.noc for o in stand_ins)
        nearest = self._directory.doing([stand_ins[0].noc])
        return anyone, *(nearest for _times in self._held[1:])

    def _chosen(self, *, without: str = "") -> Bits:
        bits = self._held[0]
        bits &= self._present.on_duty if without == "available" else self._there
        for name, value in self._query.filters.items():
            if name not in (without, "available"):
                bits &= self._having(name, value)
        return bits

    def _having(self, name: str, value: str) -> Bits:
        if name == "newcomers":
            return self._present.newcomers
        if name == "near":
            regions, near = self._directory.values["region"], 0
            for region in self._home.regions:
                near |= regions.get(region, 0)
            return near
        return self._directory.values[name].get(value, 0)

    def _count_of(self, name: str, value: str) -> dict[str, int]:
        base = self._chosen(without=name)
        number = (base if name == "available" else base & self._having(name, value)).bit_count()
        return {value: number} if number else {}

    def _ranked(self) -> Iterator[int]:
        """Yield who was found: occupation, then text, then a good answer, then the day's turn."""
        chosen = self._chosen()
        does_it = self._directory.doing(self.named)
        for group in (chosen & does_it, chosen & ~does_it):
            rest = group
            for held in reversed(self._held):
                for likely in self._present.likelihoods:
                    yield from self._in_turn(rest & held & likely)
                rest &= ~held

    def _in_turn(self, equals: Bits) -> list[int]:
        if not equals:
            return []
        ids = [self._directory.ids[number] for number in to_numbers(equals)]
        drawn = draws(ids, day=clock.today(), turn=self._turn)
        return [mentor_id for _draw, mentor_id in sorted(zip(drawn, ids, strict=True))]
