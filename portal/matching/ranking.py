"""Which mentors suit a student, best first, each with the reasons that made it so."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, unique
from itertools import islice
from zlib import crc32

from portal.matching.profiles import MentorProfile, StudentProfile

MOST_SHARED = 3  # interests that count: more in common is no better suggestion
MOST_ALIKE = 2  # suggestions for the same occupation or field, while there are others


@unique
class Reason(Enum):
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


# A good suggestion: an occupation that the student named, or two things in common and more.
GOOD = 10
# Less is not worth showing: the region, the path or the style alone say nothing of a person.
LEAST = 5


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
        return sum(because.reason.value for because in self.because)

    @property
    def fit(self) -> int:
        """What the two have in common: all but how busy the mentor is."""
        return sum(b.reason.value for b in self.because if b.reason is not Reason.HAS_TIME)

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
    matches = [
        Match(mentor.id, because)
        for mentor in mentors
        if student.language in mentor.languages and (mentor.has_room or not by_load)
        if (because := tuple(_reasons(student, mentor, by_load=by_load)))
    ]
    worth = [match for match in matches if match.fit >= LEAST]
    if by_load:
        return sorted(worth, key=lambda m: (-m.score, _turn(student.turn, m.mentor_id)))
    return sorted(worth, key=lambda m: (-m.score, m.mentor_id))


def chosen(matches: Sequence[Match], *, limit: int) -> list[Match]:
    """Return at most `limit` of ranked matches, not all of them for one and the same thing.

    Who is curious about two occupations is not given six mentors of the first.
    """
    taken: list[Match] = []
    seen: Counter[str] = Counter()
    for match in matches:
        if len(taken) == limit:
            return taken
        if seen[match.subject] < MOST_ALIKE:
            seen[match.subject] += 1
            taken.append(match)
    kept = {match.mentor_id for match in taken}
    others = (match for match in matches if match.mentor_id not in kept)
    return taken + list(islice(others, limit - len(taken)))


def _reasons(
    student: StudentProfile, mentor: MentorProfile, *, by_load: bool
) -> Iterator[Because]:
    """Yield each reason, heaviest first."""
    near = _occupation(student, mentor)
    if near is not None and near.reason is not Reason.NEAR_FIELD:
        yield near
    if helped := student.helps & mentor.helps:
        yield Because(Reason.HELPS, min(helped))
    if near is not None and near.reason is Reason.NEAR_FIELD:
        yield near
    if by_load and mentor.has_time:
        yield Because(Reason.HAS_TIME)
    if near is None:
        yield from _liked_work(student, mentor)
    for code in sorted(student.interests & mentor.interests)[:MOST_SHARED]:
        yield Because(Reason.BOTH_LIKE, code)
    if student.region and student.region == mentor.region:
        yield Because(Reason.REGION, mentor.region)
    if student.styles and any(_suits(student.styles, style) for style in mentor.styles):
        yield Because(Reason.STYLE)
    if student.path and student.path == mentor.path:
        yield Because(Reason.PATH, mentor.path)


def _occupation(student: StudentProfile, mentor: MentorProfile) -> Because | None:
    """Return the best that the mentor's occupations are to the student: one counts, not all."""
    for reason, wanted in (
        (Reason.ON_THE_LIST, student.curious),
        (Reason.IN_THEIR_WORDS, student.said),
        (Reason.LOOKED_AT, student.viewed),
    ):
        for noc in mentor.occupations:
            if noc in wanted:
                return Because(reason, noc)
    for sector in mentor.fields:
        if sector in student.fields:
            return Because(Reason.NEAR_FIELD, sector)
    return None


def _liked_work(student: StudentProfile, mentor: MentorProfile) -> Iterator[Because]:
    for sector in mentor.fields:
        if sector in student.work:
            yield Because(Reason.WORKS_IN_IT, student.work[sector])
            return


def _suits(letters: str, style: str) -> bool:
    """Say whether a job's first letter is one of the student's two, and another one is shared."""
    return style[:1] in letters[:2] and len(set(letters) & set(style)) > 1


def _turn(student: int, mentor: int) -> int:
    return crc32(f"{student} {mentor}".encode())
