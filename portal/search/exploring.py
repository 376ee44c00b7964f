"""Occupations met by other ways than words: kin of one, fit to interests, chance. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from math import hypot
from random import Random

from portal.data.exploring import LETTERS, levels_of
from portal.data.occupations import Occupation, occupations
from portal.data.programs import programs_of

WORTH = (3, 2, 1)  # of the first, second and third RIASEC letter of an occupation
MOST_OF_SECTOR = 3  # in one list, so that it shows several fields
FAR_SHARE = 3  # one in three of the candidates, the farthest ones, from which chance chooses


class Kin(Enum):
    """Why an occupation is shown beside another one; the value is the weight it adds."""

    PROGRAM = 5  # one program of study leads to both
    SECTOR = 4
    INTERESTS = 2
    TRAINING = 1


@dataclass(frozen=True, slots=True)
class Related:
    """An occupation near another one, and why."""

    occupation: Occupation
    reasons: tuple[Kin, ...]  # the weightiest first


def related(occupation: Occupation, *, limit: int = 6) -> tuple[Related, ...]:
    """Return occupations near this one, the nearest first, each with its reasons."""
    return _related(occupation)[:limit]


@cache
def _related(occupation: Occupation) -> tuple[Related, ...]:
    """Return those with more in common than a level of training."""
    near = [Related(o, _kin(occupation, o)) for o in occupations().values() if o is not occupation]
    kept = [one for one in near if set(one.reasons) - {Kin.TRAINING}]
    return tuple(sorted(kept, key=lambda one: _nearness(occupation, one), reverse=True)[:12])


def _kin(one: Occupation, other: Occupation) -> tuple[Kin, ...]:
    said = {
        Kin.PROGRAM: not set(programs_of(one.noc)).isdisjoint(programs_of(other.noc)),
        Kin.SECTOR: one.sector is other.sector,
        Kin.INTERESTS: set(one.riasec) == set(other.riasec),
        Kin.TRAINING: not set(levels_of(one)).isdisjoint(levels_of(other)),
    }
    return tuple(reason for reason, holds in said.items() if holds)


def _nearness(one: Occupation, other: Related) -> tuple[int, float, int]:
    points = sum(reason.value for reason in other.reasons)
    likeness = _likeness(one.riasec, other.occupation.riasec)
    return points, likeness, -abs(one.teer - other.occupation.teer)


def strongest(answers: Mapping[str, int]) -> str:
    """Return up to three RIASEC letters that were answered with most, the strongest first."""
    said = sorted(LETTERS, key=lambda letter: -answers.get(letter, 0))
    return "".join(letter for letter in said if answers.get(letter, 0))[:3]


def by_interests(
    answers: Mapping[str, int], among: Iterable[Occupation], *, limit: int
) -> list[Occupation]:
    """Return the occupations that suit the answers best, at most a few of each sector.

    `answers`: 0, 1 or 2 for each letter. Equals keep the order of `among`. All noes give none.
    """
    fits = [(_fit(answers, occupation), occupation) for occupation in among]
    ranked = sorted((pair for pair in fits if pair[0] > 0), key=lambda pair: -pair[0])
    of_sector: dict[str, int] = {}
    chosen: list[Occupation] = []
    for _fitting, occupation in ranked:
        slug = occupation.sector.slug
        of_sector[slug] = of_sector.get(slug, 0) + 1
        if of_sector[slug] <= MOST_OF_SECTOR:
            chosen.append(occupation)
    return chosen[:limit]


def _fit(answers: Mapping[str, int], occupation: Occupation) -> float:
    """Return from 0 to 1 how well an occupation suits the answers: the cosine of the two."""
    held = dict(zip(occupation.riasec, WORTH, strict=False))
    shared = sum(answers.get(letter, 0) * worth for letter, worth in held.items())
    return shared / (hypot(*answers.values()) * hypot(*held.values())) if shared else 0.0


def surprise(
    candidates: Sequence[Occupation], seen: Collection[Occupation], chance: Random
) -> Occupation | None:
    """Return one of `candidates` by chance, from those far from all of `seen`; None of none.

    What was seen comes again only when nothing else is left.
    """
    unseen = [occupation for occupation in candidates if occupation not in seen]
    if not unseen:
        return chance.choice(candidates) if candidates else None
    if not seen:
        return chance.choice(unseen)
    far = sorted(unseen, key=lambda one: min(distance(one, other) for other in seen), reverse=True)
    return chance.choice(far[: max(1, -(-len(far) // FAR_SHARE))])


def distance(one: Occupation, other: Occupation) -> float:
    """Return how unlike two occupations are, from 0 to 1: sector, interests, training."""
    field = (one.sector is not other.sector) * 0.75 + (one.noc[0] != other.noc[0]) * 0.25
    apart = 1 - _likeness(one.riasec, other.riasec)
    return 0.5 * field + 0.35 * apart + 0.15 * abs(one.teer - other.teer) / 5


def _likeness(letters: str, others: str) -> float:
    """Return from 0 to 1 how much two orders of letters share, the first letters most."""
    mine = dict(zip(letters, WORTH, strict=False))
    theirs = dict(zip(others, WORTH, strict=False))
    shared = sum(min(mine[letter], theirs[letter]) for letter in mine.keys() & theirs.keys())
    return shared / max(sum(mine.values()), sum(theirs.values()))
