"""What demo people answer to the three questions, what demo students keep for themselves."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from portal.demo import texts
from portal.demo.people import DemoStudent, People
from portal.models.reflections import Reflection
from portal.models.surveys import Opinion, SurveyAnswer, SurveyOccasion
from portal.services.surveys import MENTOR_PURPOSES, PURPOSES

# Published for e-mentoring in Quebec: 75 to 80 of a hundred say that it influenced them (R106).
INFLUENCE = {Opinion.YES: 52, Opinion.SOMEWHAT: 26, Opinion.NO: 22}
RECOMMENDS = {Opinion.YES: 71, Opinion.SOMEWHAT: 22, Opinion.NO: 7}
ANSWER_SHARES = {
    SurveyOccasion.ESTABLISHED: 0.55,
    SurveyOccasion.CLOSING: 0.4,
    SurveyOccasion.MENTOR_CLOSING: 0.5,
}
DECLINED_SHARE, SILENT_SHARE = 0.08, 0.04  # rather not; one question left open
REFLECTED_SHARE, SHARED_SHARE = 0.3, 0.4
PARTS = ("surprised", "checked", "next_step")
# The accounts that try the demo: their questions wait, one has shared what the other keeps.
FIRST_SHARES, SECOND_KEEPS = 1, 4


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation as its two people look back on it."""

    match_id: int
    student: DemoStudent
    mentor_id: int
    answered_at: datetime | None
    established_at: datetime | None
    closed_at: datetime | None
    is_known: bool  # of an account that tries the demo


class Voices:
    """Adds answers and reflections. Draws apart: with or without them, the people are the same."""

    def __init__(self, people: People, seed: int) -> None:
        self.people, self.rows, self.rng = people, people.rows, Random(f"voices {seed}")

    def add(self, talk: Talk) -> None:
        """Add what the two people of a conversation say of it, if anything."""
        if talk.answered_at is None:
            return
        if talk.is_known:
            if talk.match_id in (FIRST_SHARES, SECOND_KEEPS):
                self._reflect(talk, talk.answered_at, shared=talk.match_id == FIRST_SHARES)
            return
        self._answer(talk, SurveyOccasion.ESTABLISHED, talk.established_at, talk.student.id)
        self._answer(talk, SurveyOccasion.CLOSING, talk.closed_at, talk.student.id)
        self._answer(talk, SurveyOccasion.MENTOR_CLOSING, talk.closed_at, talk.mentor_id)
        if self.rng.random() < REFLECTED_SHARE:
            self._reflect(talk, talk.answered_at, shared=self.rng.random() < SHARED_SHARE)

    def _answer(
        self, talk: Talk, occasion: SurveyOccasion, since: datetime | None, person_id: int
    ) -> None:
        if since is None or self.rng.random() > ANSWER_SHARES[occasion]:
            return
        declined = self.rng.random() < DECLINED_SHARE
        codes = MENTOR_PURPOSES if occasion is SurveyOccasion.MENTOR_CLOSING else PURPOSES
        ticked = set(self.rng.sample(codes, self.rng.choice((1, 1, 2, 2, 3))))
        self.rows.add(
            SurveyAnswer, match_id=talk.match_id, occasion=occasion, person_id=person_id,
            answered_at=self._some_days_after(since, 12), declined=declined,
            influence=None if declined else self._opinion(INFLUENCE),
            purposes=[] if declined else [code for code in codes if code in ticked],
            recommends=None if declined else self._opinion(RECOMMENDS),
        )  # fmt: skip

    def _opinion(self, weights: dict[Opinion, int]) -> Opinion | None:
        if self.rng.random() < SILENT_SHARE:
            return None
        return self.rng.choices(list(weights), weights=list(weights.values()))[0]

    def _reflect(self, talk: Talk, since: datetime, *, shared: bool) -> None:
        written_at = self._some_days_after(since, 10)
        words = {part: texts.reflection(self.rng, talk.student.language, part) for part in PARTS}
        if not talk.is_known and self.rng.random() < 0.4:
            words[self.rng.choice(PARTS[1:])] = ""
        self.rows.add(
            Reflection, match_id=talk.match_id, student_id=talk.student.id, **words,
            written_at=written_at, changed_at=written_at,
            shared_at=self._some_days_after(written_at, 3) if shared else None,
        )  # fmt: skip

    def _some_days_after(self, moment: datetime, most: int) -> datetime:
        return min(moment + timedelta(minutes=self.rng.randint(30, most * 1440)), self.people.now)
