"""What students ask about: sectors with requests and matches, searches that nobody answered."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from portal.data.occupations import Occupation, Sector, occupations
from portal.models.people import Person
from portal.queries import search_gaps
from portal.queries.participation import Contact
from portal.reports import gaps
from portal.reports.figures import (
    SMALLEST,
    Figure,
    asked_in,
    established_during,
    hide_small,
    is_small,
)
from portal.reports.gaps import ALL, Key
from portal.reports.periods import Period

TOP = 10


@dataclass(frozen=True, slots=True)
class Demand:
    """A sector: how many students asked about it, their requests, the matches established."""

    sector: Sector
    students: int
    requests: Figure
    established: Figure


@dataclass(frozen=True, slots=True)
class Gaps:
    """Searches for which no mentor with room was found, in the months of the period.

    `occupations`: the ten most frequent; none where they would be too small to show.
    """

    searches: Figure
    occupations: Sequence[tuple[Occupation | None, int]]  # None: words that mean none


@dataclass(frozen=True, slots=True)
class _Sector:
    sector: Sector
    students: int
    requests: int
    established: int


def demand(
    contacts: Iterable[Contact], period: Period, *, hides: bool, top: int | None = TOP
) -> list[Demand]:
    """Return the sectors that most students asked about, equals by their names.

    `hides`: no figure under five, nor what gives one away.
    """
    found = sorted(_counted(contacts, period), key=lambda row: (-row.students, row.sector.slug))
    requests: Sequence[Figure] = [row.requests for row in found]
    established: Sequence[Figure] = [row.established for row in found]
    if hides:
        # A sector of under five students is not listed, so its figures count as small ones.
        requests = _hidden([(row.requests, row.students < SMALLEST) for row in found])
        matches = [
            (row.established, row.students < SMALLEST or is_small(row.established, row.requests))
            for row in found
        ]
        established = _hidden(matches)
    rows = [
        Demand(row.sector, row.students, asked, matched)
        for row, asked, matched in zip(found, requests, established, strict=True)
        if not hides or row.students >= SMALLEST
    ]
    return rows[:top]


def _hidden(cells: Sequence[tuple[int, bool]]) -> list[Figure]:
    # A cell that is hidden for another reason than its size is given as the size of none.
    shown = hide_small([0 if hidden else count for count, hidden in cells], [0] * len(cells))
    return [
        None if hidden or cell is None else count
        for (count, hidden), cell in zip(cells, shown, strict=True)
    ]


def _counted(contacts: Iterable[Contact], period: Period) -> list[_Sector]:
    askers: defaultdict[Sector, set[int]] = defaultdict(set)
    requests: Counter[Sector] = Counter()
    established: Counter[Sector] = Counter()
    contacts = list(contacts)
    for contact in asked_in(contacts, period):
        sector = occupations()[contact.noc].sector
        askers[sector].add(contact.student_id)
        requests[sector] += 1
        established[sector] += established_during(contact, period)
    return [
        _Sector(sector, len(who), requests[sector], established[sector])
        for sector, who in askers.items()
    ]


def school_gaps(viewer: Person, school_id: int, period: Period) -> Gaps:
    """Count the searches from a school that `viewer` follows; never by occupation (R42)."""
    first = period.first.replace(day=1)
    count = search_gaps.of_school(viewer, school_id, first, period.last)
    return Gaps(count if count >= SMALLEST or count == 0 else None, ())


def board_gaps(viewer: Person, period: Period) -> Gaps:
    """Count the searches of the whole board, as the report on them does. Raises NotFound."""
    first = period.first.replace(day=1)
    shown = gaps.protected(gaps.cells(search_gaps.counted(viewer, first, period.last)))
    return Gaps(shown.get(ALL, 0), _top(shown.items()))


def _top(shown: Iterable[tuple[Key, Figure]]) -> list[tuple[Occupation | None, int]]:
    known = [
        (noc, count)
        for (noc, school, month), count in shown
        if noc is not None and school is None and month is None and count is not None
    ]
    known.sort(key=lambda pair: (-pair[1], pair[0]))
    return [(occupations().get(noc), count) for noc, count in known[:TOP]]
