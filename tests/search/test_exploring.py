"""Kin, interests and chance: what is near, what suits, what is far."""

from random import Random

import pytest

from portal.data.exploring import levels_of
from portal.data.occupations import Occupation, occupations
from portal.data.programs import programs_of
from portal.search.exploring import (
    Kin,
    by_interests,
    distance,
    related,
    strongest,
    surprise,
)

KNOWN = occupations()
EVERY = list(KNOWN.values())
NURSE, PRACTICAL_NURSE, WELDER, DEVELOPER, TRANSLATOR = (
    KNOWN[noc] for noc in ("31301", "32101", "72106", "21232", "51114")
)


def test_related_ones_are_others_and_every_reason_is_true() -> None:
    for occupation in EVERY:
        near = related(occupation)
        assert 1 <= len(near) <= 6
        for one in near:
            assert one.occupation is not occupation
            assert set(one.reasons) - {Kin.TRAINING}
            assert set(one.reasons) == true_reasons(occupation, one.occupation)


def true_reasons(one: Occupation, other: Occupation) -> set[Kin]:
    programs = set(programs_of(one.noc)) & set(programs_of(other.noc))
    levels = set(levels_of(one)) & set(levels_of(other))
    said = {
        Kin.PROGRAM: bool(programs),
        Kin.SECTOR: one.sector is other.sector,
        Kin.INTERESTS: set(one.riasec) == set(other.riasec),
        Kin.TRAINING: bool(levels),
    }
    return {reason for reason, holds in said.items() if holds}


def test_a_shared_program_or_sector_makes_near_kin() -> None:
    assert PRACTICAL_NURSE in [one.occupation for one in related(NURSE)]
    assert related(DEVELOPER)[0].reasons[0] is Kin.PROGRAM


def test_the_strongest_letters_come_first_and_no_is_left_out() -> None:
    assert strongest({"R": 0, "I": 1, "A": 2, "S": 2, "E": 1, "C": 0}) == "ASI"
    assert strongest({"R": 2}) == "R"
    assert strongest(dict.fromkeys("RIASEC", 0)) == ""


def test_what_suits_begins_with_what_one_likes() -> None:
    for letter in "RIASEC":
        found = by_interests({letter: 2}, EVERY, limit=10)
        assert len(found) == 10
        assert all(occupation.riasec[0] == letter for occupation in found), letter


def test_two_interests_are_met_together() -> None:
    found = by_interests({"A": 2, "S": 2}, EVERY, limit=8)
    assert all({"A", "S"} <= set(occupation.riasec) for occupation in found)


def test_one_list_shows_several_fields() -> None:
    found = by_interests({"R": 2, "I": 1}, EVERY, limit=30)
    sectors = [occupation.sector.slug for occupation in found]
    assert max(map(sectors.count, sectors)) <= 3


def test_six_noes_suit_nothing() -> None:
    assert by_interests(dict.fromkeys("RIASEC", 0), EVERY, limit=10) == []


def test_equals_keep_their_order() -> None:
    twins = [o for o in EVERY if o.riasec == "RCI" and o.teer == 2][:3]
    assert by_interests({"R": 2}, twins, limit=3) == twins
    assert by_interests({"R": 2}, twins[::-1], limit=3) == twins[::-1]


def test_distance_is_nothing_to_itself_and_the_same_both_ways() -> None:
    for one in (NURSE, WELDER, DEVELOPER):
        assert distance(one, one) == 0
        assert distance(one, TRANSLATOR) == distance(TRANSLATOR, one)
    assert distance(NURSE, PRACTICAL_NURSE) < distance(NURSE, WELDER) <= 1


@pytest.mark.parametrize("seed", range(20))
def test_a_surprise_is_far_from_all_that_was_seen(seed: int) -> None:
    seen = [NURSE, DEVELOPER]
    chosen = surprise(EVERY, seen, Random(seed))
    assert chosen is not None and chosen not in seen

    def near(occupation: Occupation) -> float:
        return min(distance(occupation, other) for other in seen)

    nearer = sum(near(occupation) < near(chosen) for occupation in EVERY)
    assert nearer >= len(EVERY) // 2


def test_a_surprise_comes_from_the_candidates_alone_and_follows_its_seed() -> None:
    few = [NURSE, WELDER]
    assert {surprise(few, [], Random(seed)) for seed in range(20)} == set(few)
    assert surprise(few, [NURSE], Random(1)) is WELDER
    assert surprise(EVERY, [NURSE], Random(7)) is surprise(EVERY, [NURSE], Random(7))


def test_when_all_was_seen_chance_begins_again() -> None:
    assert surprise([NURSE], [NURSE], Random(1)) is NURSE
    assert surprise([], [NURSE], Random(1)) is None
