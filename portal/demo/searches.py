"""The searches that demo students keep, and those of a school year that found nobody."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import accumulate, cycle
from random import Random

from sqlalchemy import func, select

from portal.data.occupations import occupations, sectors
from portal.demo.mentors import DemoMentor
from portal.demo.people import DemoStudent, People
from portal.extensions import db
from portal.models.class_groups import ClassGroupMember
from portal.models.class_searches import ClassSearch
from portal.models.saved_searches import SavedSearch, SearchFind
from portal.models.search_gaps import SearchGap
from portal.services.class_searches import SMALLEST_GROUP
from portal.services.saved_searches import digest_of

KEEPING_ONE_IN = 15  # of those who take part
NEW, QUIET, NOBODY = "new", "quiet", "nobody"
WAYS = (NEW, NOBODY, QUIET)  # in turn, from the first account's search on
FIRST_FOUND = 5  # of the mentors: of the first ones, whom the accounts have not written to

# What many ask for, the most first: where nobody does it, it leads the gaps.
WISHED = (
    "31103", "42100", "72600", "31100", "53200", "42101", "21232", "31102", "63210", "52120",
    "51122", "53121", "31200", "41101", "55109", "21110", "31110", "53122", "72404", "21390",
)  # fmt: skip
MOST_WISHED = 26  # occupations among which the searches fall
NO_OCCUPATION_SHARE = 0.06  # the words meant none
SEARCHES_A_MONTH = 0.12  # for each student of a school
CLASS_SEARCHES_A_MONTH, WITHOUT_SHARE = 0.5, 0.15  # all of them, and those that found nobody
# How much is searched in a month of the year, and in one not named here: as much as that.
LIVELINESS = {7: 0.05, 8: 0.3, 12: 0.7, 6: 0.5}


def add_saved_searches(
    people: People, seed: int, students: Sequence[DemoStudent], mentors: Sequence[DemoMentor]
) -> None:
    """Add them: with a new find, for an occupation that nobody does, and with nothing new.

    The first student has one of the first kind, the second one of the second. Draws apart
    from the rest of the demo, as the other functions beside it.
    """
    rng = Random(f"saved searches {seed}")
    doing = _by_occupation(mentors)
    done, nobody = list(doing), _wished(rng, doing)
    keeping = (s for n, s in enumerate(s for s in students if s.takes_part) if _keeps(n))
    for number, (student, way) in enumerate(zip(keeping, cycle(WAYS), strict=False), 1):
        noc = rng.choice(nobody if way is NOBODY else done)
        if number == 1:
            noc = mentors[FIRST_FOUND].occupation.noc
        _add_search(people, number, student, noc)
        _add_finds(people, number, doing.get(noc, []), has_new=way is NEW)
        people.rows.settle()


def _keeps(place: int) -> bool:
    return place < 2 or place % KEEPING_ONE_IN == 0


def _add_search(people: People, number: int, student: DemoStudent, noc: str) -> None:
    terms = {"occupation": noc}
    people.rows.add(
        SavedSearch,
        id=number,
        person_id=student.id,
        terms=terms,
        digest=digest_of(terms),
        created_at=_saved_at(people, number),
        told_at=None,
        forgotten_at=None,
    )


def _add_finds(people: People, number: int, found: Sequence[DemoMentor], *, has_new: bool) -> None:
    """Write down who fits: at the saving, as the portal does, but the new one yesterday."""
    saved_at = _saved_at(people, number)
    for mentor in found:
        is_new = has_new and mentor is found[0]
        people.rows.add(
            SearchFind,
            search_id=number,
            mentor_id=mentor.id,
            found_at=people.now - timedelta(hours=20) if is_new else saved_at,
            seen_at=None if is_new else saved_at,
        )


def _saved_at(people: People, number: int) -> datetime:
    return people.now - timedelta(days=3 + number * 7 % 40)


# --- Searches that found nobody ------------------------------------------------------


def add_gaps(
    people: People, seed: int, students: Sequence[DemoStudent], mentors: Sequence[DemoMentor]
) -> None:
    """Add what was counted this school year: as much as a school has students.

    A few occupations are asked for often, many hardly ever: some figures are under five.
    """
    rng = Random(f"gaps {seed}")
    nocs = _wished(rng, _by_occupation(mentors))
    weights = list(accumulate(1 / (place + 1.5) for place in range(len(nocs))))
    nocs.append("")
    weights.append(weights[-1] / (1 - NO_OCCUPATION_SHARE))
    months = _months(people.today)
    for school_id, size in sorted(Counter(s.school_id for s in students).items()):
        for month, liveliness in months.items():
            number = round(size * SEARCHES_A_MONTH * liveliness * rng.uniform(0.7, 1.3))
            counted = Counter(rng.choices(nocs, cum_weights=weights, k=number))
            for noc, searches in counted.items():
                people.rows.add(
                    SearchGap, month=month, school_id=school_id, noc=noc, searches=searches
                )
        people.rows.settle()


def add_class_searches(people: People, seed: int) -> None:
    """Add what class groups looked for this school year, as much as they have students."""
    rng, slugs = Random(f"class searches {seed}"), list(sectors())
    size = func.count(ClassGroupMember.student_id)
    groups = (
        select(ClassGroupMember.class_group_id, size)
        .group_by(ClassGroupMember.class_group_id)
        .having(size >= SMALLEST_GROUP)
        .order_by(ClassGroupMember.class_group_id)
    )
    months = _months(people.today)
    for group_id, students in db.session.execute(groups).all():
        liked = rng.sample(slugs, 6)
        for month, liveliness in months.items():
            number = round(students * CLASS_SEARCHES_A_MONTH * liveliness * rng.uniform(0.5, 1.5))
            for slug, searches in Counter(rng.choices([*liked, ""], k=number)).items():
                people.rows.add(
                    ClassSearch, month=month, class_group_id=group_id, sector=slug,
                    searches=searches,
                    without=sum(rng.random() < WITHOUT_SHARE for _search in range(searches)),
                )  # fmt: skip
        people.rows.settle()


def _months(today: date) -> Mapping[date, float]:
    """Return the months of the school year until today, and how much is searched in each."""
    began = today.year if today.month >= 7 else today.year - 1
    all_of_it = (date(began + place // 12, place % 12 + 1, 1) for place in range(6, 18))
    months = {one: LIVELINESS.get(one.month, 1.0) for one in all_of_it if one <= today}
    months[today.replace(day=1)] *= today.day / 31
    return months


def _wished(rng: Random, doing: Mapping[str, Sequence[DemoMentor]]) -> list[str]:
    """Return what nobody does, or the fewest do in a large demo: the most wished first."""
    codes = list(occupations())
    fewest = min(len(doing.get(noc, ())) for noc in codes)
    rare = [noc for noc in codes if len(doing.get(noc, ())) == fewest]
    among = set(rare)
    first = [noc for noc in WISHED if noc in among]
    others = [noc for noc in rare if noc not in WISHED]
    return (first + rng.sample(others, min(len(others), MOST_WISHED)))[:MOST_WISHED]


def _by_occupation(mentors: Sequence[DemoMentor]) -> Mapping[str, list[DemoMentor]]:
    """Return who is there to be found, by what they do."""
    doing: defaultdict[str, list[DemoMentor]] = defaultdict(list)
    for mentor in mentors:
        if mentor.takes_part:
            doing[mentor.occupation.noc].append(mentor)
    return dict(doing)
