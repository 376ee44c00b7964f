"""How good and how fair the suggestions of mentors are, on the seeded demo.

    scripts/evaluate-matching                        the demo of this instance (PORTAL_INSTANCE)
    scripts/evaluate-matching --size board --seed 1  one loaded for this into a folder of its own

Of the students whose suggestions are on, at most --students are asked, drawn with the seed. Each
in turn writes to the first one shown who has room, in memory: so places fill up. Times are
of the processor, as other programs run beside. It ends with 1 when a target is not kept.
"""

import argparse
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from statistics import median, quantiles
from time import process_time

from sqlalchemy import func, select, text
from sqlalchemy.orm import joinedload
from targets import Target, as_lines

from portal import create_app
from portal.demo.load import load
from portal.demo.sizes import SIZES
from portal.extensions import db, unit_of_work
from portal.matching import GOOD, Match, MentorProfile, StudentProfile, chosen, rank
from portal.models.matching import MatchingProfile
from portal.models.mentors import Mentor
from portal.models.people import Person
from portal.policies import mentors as policy
from portal.queries import matching as queries
from portal.search.matching import MOST_SHOWN, student_profile, suggestions

ENOUGH = 3  # good suggestions
STRICT = 10  # points in common: an occupation that was named, or a field and more
SWAPPED = 40  # students whose suggestions are asked again with everybody else's particulars
TIMED = 200
Ranking = Callable[[StudentProfile, Iterable[MentorProfile]], list[Match]]

# Whatever says who somebody is, made another's: names, pseudonyms, ages, schools, levels, ids
# of the board. Those under 14 stay under 14, for whom suggestions are off.
SWAPS = (
    "UPDATE person SET given_name = 'G' || (id * 7919 % 997), family_name = 'F' || (id % 991), "
    "pseudonym = NULL",
    "UPDATE student SET born_on = '2001-02-03', level = 'adult', "
    "school_id = (SELECT max(id) FROM school) WHERE person_id IN "
    "(SELECT student_id FROM matching_profile)",
)


@dataclass(frozen=True, slots=True)
class Spread:
    """How one ranking falls on the mentors."""

    gini: float  # of who is shown; 0: all alike, 1: one for everybody
    top: float  # percent of what is shown that falls on the hundredth part shown most
    places: float  # Gini of the share of each mentor's places taken, once all have written
    full: int  # mentors without a place left by then
    away: int  # letters that would have gone to a full mentor first


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured."""

    students: int
    mentors: int
    enough: float  # percent of the students with ENOUGH good suggestions
    strict: float  # the same, counting only those of STRICT points in common
    spreads: Mapping[str, Spread]  # by ranking
    swapped: int  # students to whom a swap made a difference
    times: Sequence[float]  # milliseconds


def by_load(student: StudentProfile, mentors: Iterable[MentorProfile]) -> list[Match]:
    """Rank as the portal does."""
    return rank(student, mentors)


def by_fit_alone(student: StudentProfile, mentors: Iterable[MentorProfile]) -> list[Match]:
    """Rank by what two people have in common, knowing neither places nor turns."""
    return rank(student, mentors, by_load=False)


RANKINGS: Mapping[str, Ranking] = {"as it is": by_load, "without load": by_fit_alone}


def measure(*, most: int, seed: int) -> Measured:
    """Return what the suggestions of this instance are worth; changes nothing."""
    drawn = _students(most, seed)
    profiles = {person.id: _profile(person) for person in drawn}
    pools = {person.id: queries.mentor_profiles(person) for person in drawn}
    everyone = {mentor.id: mentor for pool in pools.values() for mentor in pool}
    given = {
        name: {number: _shown(ranking, profiles[number], pools[number]) for number in profiles}
        for name, ranking in RANKINGS.items()
    }
    shown = list(given["as it is"].values())
    return Measured(
        students=len(drawn),
        mentors=_findable(),
        enough=_share(shown, GOOD),
        strict=_share(shown, STRICT),
        spreads={
            name: _spread(ranking, given[name].values(), list(profiles.values()), everyone)
            for name, ranking in RANKINGS.items()
        },
        swapped=_differences(drawn[:SWAPPED]),
        times=[_time(person) for person in drawn[:TIMED]],
    )


def gini(counts: Iterable[float]) -> float:
    """Return the Gini coefficient of `counts`: 0 when all are equal."""
    row = sorted(counts)
    if not sum(row):
        return 0.0
    weighted = sum(place * count for place, count in enumerate(row, 1))
    return 2 * weighted / (len(row) * sum(row)) - (len(row) + 1) / len(row)


def targets(found: Measured) -> list[Target]:
    """Return the numbers of the project."""
    as_it_is, plain = found.spreads["as it is"], found.spreads["without load"]
    return [
        Target(f"students with {ENOUGH} good suggestions", found.enough, 95),
        Target("students to whom a swap changes something", found.swapped, 0, False, ""),
        Target("median answer", median(found.times), 50, False, "ms"),
        Target("95th percentile", _p95(found.times), 50, False, "ms"),
        Target(
            "Gini of places taken, of that without load",
            100 * as_it_is.places / plain.places if plain.places else 100.0,
            90,
            at_least=False,
        ),
        Target("letters to a full mentor", as_it_is.away, 0, False, ""),
    ]


def as_markdown(found: Measured) -> str:
    """Return the table for the documentation."""
    lines = [
        f"{found.students} students, {found.mentors} mentors; {ENOUGH} good suggestions: "
        f"{found.enough:.1f} % ({STRICT} points and more in common: {found.strict:.1f} %).",
        "",
        "| ranking | Gini, shown | top 1 %, shown | Gini, places taken | full after | "
        "to a full one |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    lines += [
        f"| {name} | {of.gini:.2f} | {of.top:.1f} % | {of.places:.2f} | {of.full} | {of.away} |"
        for name, of in found.spreads.items()
    ]
    return "\n".join(lines)


def _students(most: int, seed: int) -> list[Person]:
    ids = list(
        db.session.scalars(select(MatchingProfile.student_id).order_by(MatchingProfile.student_id))
    )
    drawn = Random(seed).sample(ids, min(most, len(ids)))
    wanted = select(Person).where(Person.id.in_(drawn)).options(joinedload(Person.role_rows))
    people = {person.id: person for person in db.session.scalars(wanted).unique()}
    return [people[number] for number in drawn if queries.is_on(people[number])]


def _profile(person: Person) -> StudentProfile:
    wanted = queries.wishes(person)
    assert wanted is not None
    return student_profile(wanted, student_id=person.id, language=person.language)


def _shown(
    ranking: Ranking, student: StudentProfile, mentors: Iterable[MentorProfile]
) -> list[Match]:
    return chosen(ranking(student, mentors), limit=MOST_SHOWN)


def _share(shown: Sequence[Sequence[Match]], points: int) -> float:
    """Return the percent of the lists with ENOUGH suggestions of so many points in common."""
    enough = [sum(match.fit >= points for match in one) >= ENOUGH for one in shown]
    return 100 * sum(enough) / max(1, len(enough))


def _spread(
    ranking: Ranking,
    given: Iterable[Sequence[Match]],
    students: Sequence[StudentProfile],
    everyone: Mapping[int, MentorProfile],
) -> Spread:
    counts = Counter(match.mentor_id for matches in given for match in matches)
    row = sorted((counts[number] for number in everyone), reverse=True)
    top = row[: max(1, round(len(row) / 100))]
    after, away = _write(ranking, students, everyone)
    return Spread(
        gini=gini(row),
        top=100 * sum(top) / max(1, sum(row)),
        places=gini(one.open_matches / one.capacity for one in after.values()),
        full=sum(not one.has_room for one in after.values()),
        away=away,
    )


def _write(
    ranking: Ranking, students: Sequence[StudentProfile], everyone: Mapping[int, MentorProfile]
) -> tuple[Mapping[int, MentorProfile], int]:
    """Let each student in turn write to the first one shown who has room.

    Return the mentors as they are then, and how many letters met a full one first.
    """
    now, away = dict(everyone), 0
    for student in students:
        shown = [match.mentor_id for match in _shown(ranking, student, now.values())]
        free = next((number for number in shown if now[number].has_room), None)
        away += bool(shown) and shown[0] != free
        if free is not None:
            now[free] = replace(now[free], open_matches=now[free].open_matches + 1)
    return now, away


def _findable() -> int:
    wanted = (
        select(func.count())
        .select_from(Mentor)
        .join(Mentor.person)
        .where(policy.findable(), policy.has_room())
    )
    return db.session.scalar(wanted) or 0


def _differences(people: Sequence[Person]) -> int:
    """Count those to whom others are suggested, or for other reasons, once all are swapped."""
    before = {person.id: _answer(person) for person in people}
    for statement in SWAPS:
        db.session.execute(text(statement))
    db.session.expire_all()
    after = {person.id: _answer(person) for person in people}
    db.session.rollback()
    return sum(before[number] != after[number] for number in before)


def _answer(person: Person) -> list[object]:
    return [(one.card.mentor_id, one.because) for one in suggestions(person)]


def _time(person: Person) -> float:
    db.session.expire_all()
    _ = person.language  # the page has its reader already
    begun = process_time()
    suggestions(person)
    return 1000 * (process_time() - begun)


def _p95(times: Sequence[float]) -> float:
    return quantiles([*times, times[0]], n=20)[-1]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what was asked; return 1 when a target is not kept."""
    summary, _, rest = str(__doc__).partition("\n\n")
    parser = argparse.ArgumentParser(
        prog="scripts/evaluate-matching",
        description=summary,
        epilog=rest,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--size", choices=list(SIZES), help="load a demo of this size for it")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--students", type=int, default=1000, metavar="N", help="at most so many")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="lanterne-matching-") as folder:
        if options.size:
            os.environ["PORTAL_INSTANCE"] = str(Path(folder) / "instance")
        app = create_app()
        with app.app_context(), app.test_request_context():
            if options.size:
                _load(options.size, options.seed)
            found = measure(most=options.students, seed=options.seed)
            db.session.remove()
            db.engine.dispose()
    if not found.students:
        parser.error("no student has turned suggestions on: give --size, or load a demo")
    print(as_markdown(found), end="\n\n")
    reached = targets(found)
    print("\n".join(as_lines(reached)))
    return 0 if all(target.kept for target in reached) else 1


def _load(size: str, seed: int) -> None:
    db.create_all()
    with unit_of_work():
        load(size, seed=seed, progress=lambda _kind, _count: None)


if __name__ == "__main__":
    sys.exit(main())
