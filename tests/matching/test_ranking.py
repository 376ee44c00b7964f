"""Who is suggested, in which order and why; what the ranking cannot know."""

from dataclasses import fields, replace

import pytest

from portal.matching import (
    GOOD,
    Because,
    MentorProfile,
    Reason,
    StudentProfile,
    chosen,
    rank,
)
from tests.matching.crowd import COOK, NURSE, WELDER, WELDING, mentor, student, welder

TIME = Because(Reason.HAS_TIME)

REASONS = {
    "an occupation of the list": (
        student(curious={WELDER}), welder(1), Because(Reason.ON_THE_LIST, WELDER),
    ),
    "one that the own words mean": (
        student(said={WELDER}), welder(1), Because(Reason.IN_THEIR_WORDS, WELDER),
    ),
    "one that was opened": (
        student(viewed={WELDER}), welder(1), Because(Reason.LOOKED_AT, WELDER),
    ),
    "its field": (
        student(fields={WELDING: NURSE}), welder(1), Because(Reason.NEAR_FIELD, WELDING),
    ),
    "work in what one likes": (
        student(work={WELDING: "building"}), welder(1), Because(Reason.WORKS_IN_IT, "building"),
    ),
    "a shared interest": (
        student(interests={"music"}), mentor(1, interests={"music", "dance"}),
        Because(Reason.BOTH_LIKE, "music"),
    ),
    "the help that is needed": (
        student(helps={"undecided"}), mentor(1, helps={"undecided"}),
        Because(Reason.HELPS, "undecided"),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("who", "whom", "because"), REASONS.values(), ids=list(REASONS))
def test_each_reason_is_said_and_counts(
    who: StudentProfile, whom: MentorProfile, because: Because
) -> None:
    (match,) = rank(who, [whom, mentor(2)])
    assert set(match.because) == {because, TIME}
    assert match.score == because.reason.value + Reason.HAS_TIME.value
    assert match.fit == because.reason.value


def test_region_path_and_style_add_up_but_are_no_suggestion_alone() -> None:
    wishes = student(region="06", path="dep", styles="RIA")
    assert rank(wishes, [mentor(1, region="01", path="dec")]) == []
    both = replace(wishes, curious=frozenset({WELDER}))
    (match,) = rank(both, [welder(1, region="06", path="dep", styles=("RIC",))])
    reasons = [because.reason for because in match.because]
    assert reasons == [
        Reason.ON_THE_LIST, Reason.HAS_TIME, Reason.REGION, Reason.STYLE, Reason.PATH,
    ]  # fmt: skip
    assert match.score == sum(reason.value for reason in reasons)


def test_reasons_are_said_heaviest_first() -> None:
    wishes = student(
        curious={WELDER}, interests={"music"}, helps={"athletes"}, region="06", path="dep"
    )
    (match,) = rank(wishes, [welder(1, interests={"music"}, helps={"athletes"})])
    weights = [because.reason.value for because in match.because]
    assert weights == sorted(weights, reverse=True)


def test_one_occupation_counts_once_whatever_names_it() -> None:
    everywhere = student(
        curious={WELDER}, said={WELDER}, viewed={WELDER}, fields={WELDING: WELDER},
        work={WELDING: "building"},
    )  # fmt: skip
    (match,) = rank(everywhere, [welder(1)])
    assert [because.reason for because in match.because] == [Reason.ON_THE_LIST, Reason.HAS_TIME]


def test_three_shared_interests_count_and_no_more() -> None:
    liked = {"music", "dance", "drawing", "reading", "cooking"}
    (match,) = rank(student(interests=liked), [mentor(1, interests=liked)])
    assert match.fit == 3 * Reason.BOTH_LIKE.value


def test_who_does_not_speak_the_language_or_has_no_room_is_absent() -> None:
    wishes = student(curious={WELDER})
    crowd = [
        welder(1, languages={"en"}), welder(2, open_matches=4), welder(3, languages={"en", "fr"}),
    ]  # fmt: skip
    assert [match.mentor_id for match in rank(wishes, crowd)] == [3]


def test_who_has_time_comes_before_who_is_nearly_full() -> None:
    wishes = student(curious={WELDER})
    busy, free = welder(1, open_matches=3), welder(2, open_matches=1)
    assert [m.mentor_id for m in rank(wishes, [busy, free])] == [2, 1]
    assert [m.mentor_id for m in rank(wishes, [busy, free], by_load=False)] == [1, 2]


def test_equals_take_turns_and_the_same_student_meets_the_same_order() -> None:
    crowd = [welder(number) for number in range(1, 41)]
    first = [
        rank(student(turn=number, curious={WELDER}), crowd)[0].mentor_id for number in range(200)
    ]
    assert len(set(first)) > 30, "nearly everyone is first for somebody"
    wishes = student(curious={WELDER})
    assert rank(wishes, crowd) == rank(wishes, list(reversed(crowd)))


def test_a_suggestion_is_good_when_an_occupation_or_two_things_are_in_common() -> None:
    wishes = student(curious={WELDER}, interests={"music", "dance"})
    good = {
        match.mentor_id: match.is_good
        for match in rank(
            wishes,
            [
                welder(1),
                mentor(2, interests={"music", "dance"}),
                mentor(3, interests={"music"}),
            ],
        )
    }
    assert good == {1: True, 2: True, 3: False}
    alone = {reason for reason in Reason if reason >= GOOD}
    assert alone == {
        Reason.ON_THE_LIST, Reason.IN_THEIR_WORDS, Reason.LOOKED_AT, Reason.HELPS,
        Reason.NEAR_FIELD,
    }  # fmt: skip


def test_the_first_ones_are_not_all_for_the_same_thing() -> None:
    wishes = student(curious={WELDER, NURSE})
    nurses = [mentor(n, occupations=(NURSE,), fields=("nursing",), open_matches=3) for n in (8, 9)]
    ranked = rank(wishes, [*(welder(number) for number in range(1, 6)), *nurses])
    assert {m.subject for m in ranked[:4]} == {WELDER}
    best = chosen(ranked, limit=6)
    assert [m.subject for m in best[:4]] == [WELDER, WELDER, NURSE, NURSE]
    assert len(best) == 6, "when there is nobody else, more of the same is better than nobody"
    assert len(chosen(ranked, limit=3)) == 3


def test_no_good_suggestion_gives_way_to_a_lesser_one() -> None:
    wishes = student(curious={WELDER}, interests={"music", "dance"})
    crowd = [*(welder(n) for n in range(1, 5)), *(mentor(n, interests={"music"}) for n in (8, 9))]
    best = chosen(rank(wishes, crowd), limit=5)
    assert [m.is_good for m in best] == [True, True, True, True, False]


def test_nothing_allowed_is_nobody_suggested() -> None:
    assert rank(student(), [mentor(1), welder(2)]) == []


def test_the_profiles_have_no_place_for_who_somebody_is() -> None:
    known = {field.name for kind in (StudentProfile, MentorProfile) for field in fields(kind)}
    assert known == {
        "turn", "language", "curious", "said", "viewed", "fields", "interests", "work", "helps",
        "styles", "region", "path", "id", "languages", "occupations", "open_matches", "capacity",
    }  # fmt: skip


def test_a_cook_is_nothing_to_who_only_welds() -> None:
    assert rank(student(curious={WELDER}, fields={WELDING: WELDER}), [mentor(1)]) == []
    assert mentor(1).occupations == (COOK,)
