"""Which mentors suit a student, best first, each with the reasons that made it so."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum, unique
from zlib import crc32

from portal.matching.profiles import MentorProfile, StudentProfile

MOST_SHARED = 3  # interests that count: more in common is no better suggestion
MOST_ALIKE = 2  # suggestions for the same occupation or field, while there are others


@unique
class Reason(IntEnum):
    """Why a mentor suits a student; the value is the weight that it adds."""

    ON_THE_LIST = 20  # does an occupation of the curiosity list
    IN_THEIR_WORDS = 18  # does one that the student's own words bring to mind
    LOOKED_AT = 12  # does one whose page the student opened
    HELPS = 9  # says to help best people who are as the student's words say
    NEAR_FIELD = 8  # works in the field of one of these occupations
    HAS_TIME = 7  # has half of the places free, or more
    WORKS_IN_IT = 6  # has a job in what the student likes
    BOTH_LIKE = 5  # has ticked the same interest; counted for each, up to MOST_SHARED
    REGION = 4  # lives in the region wished for
    STYLE = 3  # has a job that suits the student's answers to the six questions
    PATH = 2  # learned the job the way that the student has in mind


# A good suggestion: an occupation that the student named or one of its field, someone who says
# to help best people like them, or two interests in common; one interest alone is not.
GOOD = 8


@dataclass(frozen=True, slots=True)
class Because:
    """One reason, and the code of what it is about: an occupation, an interest, a region."""

    reason: Reason
    about: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """A mentor who suits the student, with every reason that counted, heaviest first."""

    mentor_id: int
    because: tuple[Because, ...]

    @property
    def score(self) -> int:
        """What the order follows: the weights of all reasons together."""
        return sum([because.reason for because in self.because])

    @property
    def fit(self) -> int:
        """What the two have in common: all but how busy the mentor is."""
        return sum([b.reason for b in self.because if b.reason is not Reason.HAS_TIME])

    @property
    def subject(self) -> str:
        """What the suggestion is about first: the code of its heaviest reason that has one."""
        return next((because.about for because in self.because if because.about), "")

    @property
    def is_good(self) -> bool:
        """Whether the suggestion is one that a counsellor could make."""
        return self.fit >= GOOD


def rank(
    student: StudentProfile, mentors: Iterable[MentorProfile], *, by_load: bool = True
) -> list[Match]:
    """Order the mentors who suit `student`, best first.

    Pure: the same people give the same order, today and in an appeal. Only who answers in
    the student's language and has room is in it. Equals take turns: each student meets them
    in another order. `by_load=False` knows neither places nor turns; measuring compares with it.
    """
    meets = _meeting(student)
    matches = [
        Match(mentor.id, _reasons(student, mentor, by_load=by_load))
        for mentor in mentors
        if meets(mentor)
        if student.language in mentor.languages and (mentor.has_room or not by_load)
    ]
    if by_load:
        return sorted(matches, key=lambda m: (-m.score, _turn(student.turn, m.mentor_id)))
    return sorted(matches, key=lambda m: (-m.score, m.mentor_id))


def chosen(matches: Iterable[Match], *, limit: int) -> list[Match]:
    """Return at most `limit` of ranked matches, not all of them for one and the same thing.

    Who is curious about two occupations is not given six mentors of the first; but no good
    suggestion gives way to one that is not.
    """
    seen: Counter[str] = Counter()
    placed = []
    for match in matches:
        seen[match.subject] += 1
        placed.append((not match.is_good, seen[match.subject] > MOST_ALIKE, match))
    return [match for *_place, match in sorted(placed, key=lambda row: row[:2])[:limit]]


def _meeting(student: StudentProfile) -> Callable[[MentorProfile], bool]:
    """Return what says whether a mentor has anything in common with the student.

    The region, the path or the style of work say nothing of a person: they only add. Most
    mentors are left out here, in a fraction of the time that their reasons would take.
    """
    named = student.curious | student.said | student.viewed
    sectors = student.fields.keys() | student.work.keys()

    def meets(mentor: MentorProfile) -> bool:
        return not (
            named.isdisjoint(mentor.occupations)
            and sectors.isdisjoint(mentor.fields)
            and student.interests.isdisjoint(mentor.interests)
            and student.helps.isdisjoint(mentor.helps)
        )

    return meets


def _reasons(
    student: StudentProfile, mentor: MentorProfile, *, by_load: bool
) -> tuple[Because, ...]:
    """Return each reason, heaviest first."""
    near = _occupation(student, mentor)
    at_work = "" if near else _liked_work(student, mentor)
    shared = sorted((student.interests & mentor.interests) - {at_work})[:MOST_SHARED]
    helped = sorted(student.helps & mentor.helps)[:1]
    found = [Because(Reason.BOTH_LIKE, code) for code in shared]
    found += [Because(Reason.HELPS, code) for code in helped]
    if near:
        found.append(near)
    if at_work:
        found.append(Because(Reason.WORKS_IN_IT, at_work))
    if by_load and mentor.has_time:
        found.append(Because(Reason.HAS_TIME))
    found += _additions(student, mentor)
    return tuple(sorted(found, key=lambda because: -because.reason))


def _additions(student: StudentProfile, mentor: MentorProfile) -> Iterator[Because]:
    if student.region and student.region == mentor.region:
        yield Because(Reason.REGION, mentor.region)
    if student.styles and any(_suits(student.styles, style) for style in mentor.styles):
        yield Because(Reason.STYLE)
    if student.path and student.path == mentor.path:
        yield Because(Reason.PATH, mentor.path)


def _occupation(student: StudentProfile, mentor: MentorProfile) -> Because | None:
    """Return the best that the mentor's occupations are to the student: one counts, not all."""
    for noc in mentor.occupations:
        if noc in student.curious:
            return Because(Reason.ON_THE_LIST, noc)
    for noc in mentor.occupations:
        if noc in student.said:
            return Because(Reason.IN_THEIR_WORDS, noc)
    for noc in mentor.occupations:
        if noc in student.viewed:
            return Because(Reason.LOOKED_AT, noc)
    for sector in mentor.fields:
        if sector in student.fields:
            return Because(Reason.NEAR_FIELD, sector)
    return None


def _liked_work(student: StudentProfile, mentor: MentorProfile) -> str:
    """Return the interest that the mentor's work goes with, which then counts once."""
    return next((student.work[sector] for sector in mentor.fields if sector in student.work), "")


def _suits(letters: str, style: str) -> bool:
    """Say whether a job's first letter is one of the student's two, and another one is shared."""
    return style[:1] in letters[:2] and len(set(letters) & set(style)) > 1


def _turn(student: int, mentor: int) -> int:
    return crc32(f"{student} {mentor}".encode())
