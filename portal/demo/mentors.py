"""Demo mentors: in at least 300 occupations, every region, every state."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from portal.data.occupations import Occupation, occupations
from portal.data.regions import regions
from portal.demo import texts
from portal.demo.names import full_name
from portal.demo.people import People
from portal.models.mentors import (
    Mentor,
    MentorOccupation,
    MentorStep,
    MentorStepRecord,
    TrainingPath,
)
from portal.models.people import Role

# What TEER says of the way into an occupation.
PATHS = {
    0: (TrainingPath.BACHELOR, TrainingPath.GRADUATE, TrainingPath.DEC),
    1: (TrainingPath.BACHELOR, TrainingPath.GRADUATE),
    2: (TrainingPath.DEC, TrainingPath.DEP),
    3: (TrainingPath.DEP, TrainingPath.DEC),
    4: (TrainingPath.DEP, TrainingPath.ON_THE_JOB),
    5: (TrainingPath.ON_THE_JOB,),
}
PATH_WORDS = {
    "fr": {
        "dep": "un DEP",
        "dec": "un DEC",
        "bachelor": "un baccalauréat",
        "graduate": "une maîtrise",
    },
    "en": {
        "dep": "a DVS",
        "dec": "a college diploma",
        "bachelor": "a bachelor’s degree",
        "graduate": "a master’s degree",
    },
}
# Where most people live: a few regions hold most mentors, and none is empty.
REGION_WEIGHTS = (2, 3, 8, 3, 4, 20, 4, 2, 1, 1, 1, 4, 5, 6, 7, 16, 3)
REPLY_HOURS = (20, 5, None, 44, 90, None, 12, 200)  # none: too few answers to say
FIRST_ONES = 10  # of whom some talk with the demo's own accounts
STATES = (*["active"] * 13, "paused", "applicant", "stopped")


@dataclass(slots=True)
class DemoMentor:
    """What conversations need to know of a mentor."""

    id: int
    given_name: str
    languages: tuple[str, ...]
    occupation: Occupation
    feminine: bool
    capacity: int
    takes_part: bool
    open_matches: int = field(default=0)

    @property
    def has_room(self) -> bool:
        """Whether one more open match fits."""
        return self.takes_part and self.open_matches < self.capacity

    def job(self, language: str) -> str:
        """The plain name of the occupation, in the mentor's own gender."""
        name = self.occupation.names(language)[0]
        return name.feminine if self.feminine else name.masculine


def add_mentor(
    people: People, number: int, recorder_id: int, *, capacity: int, **known: str | None
) -> DemoMentor:
    """Add the mentor of that `number`; the first 516 numbers each do another occupation."""
    rng = people.rng
    codes = list(occupations())
    occupation = occupations()[str(known.get("noc") or codes[number * 211 % len(codes)])]
    language = known.get("language") or people.language()
    feminine = rng.random() < 0.5
    given, family = full_name(rng, language, "women" if feminine else "men")
    state = "active" if known else STATES[number % len(STATES)]
    person_id = people.add(
        Role.MENTOR,
        given=known.get("given") or given,
        family=known.get("family") or family,
        language=language,
        username=known.get("username"),
        email=None if known.get("username") else f"mentor{people.count + 1}@demo.example",
        password_hash=known.get("password_hash"),
        signed_in_at=people.lately(30),
    )
    other = "en" if language == "fr" else "fr"
    languages = (language, other) if rng.random() < 0.35 else (language,)
    mentor = DemoMentor(
        person_id, known.get("given") or given, languages, occupation, feminine, capacity,
        takes_part=state == "active",
    )  # fmt: skip
    _add_profile(people, mentor, state, number)
    _add_steps(people, mentor, state, recorder_id)
    return mentor


def _add_profile(people: People, mentor: DemoMentor, state: str, number: int) -> None:
    rng, now = people.rng, people.now
    path = rng.choice(PATHS[mentor.occupation.teer])
    region = rng.choices(list(regions()), weights=REGION_WEIGHTS)[0]
    since = now - timedelta(days=rng.randint(90, 900))
    written = {code: _words(rng, mentor, code, path, regions()[region]) for code in ("fr", "en")}
    people.rows.add(
        Mentor,
        person_id=mentor.id,
        activated_at=None if state == "applicant" else since,
        deactivated_at=people.lately(200) if state == "stopped" else None,
        paused_until=people.today + timedelta(days=rng.randint(5, 90))
        if state == "paused"
        else None,
        shows_full_name=rng.random() < 0.2,
        employer=texts.employer(rng, mentor.languages[0], noc=mentor.occupation.noc),
        region=region,
        path=path,
        languages=list(mentor.languages),
        capacity=mentor.capacity,
        open_matches=0,
        screened_until=_verified_until(people.today, number, state),
        newcomers_welcome=number % 5 in (1, 3),
        reply_hours=REPLY_HOURS[number % len(REPLY_HOURS)] if state == "active" else None,
        changed_at=now,
        **{
            f"{what}_{code}": said
            for code, words in written.items()
            for what, said in words.items()
        },
    )
    people.rows.add(MentorOccupation, mentor_id=mentor.id, noc=mentor.occupation.noc, position=0)


def _verified_until(today: date, number: int, state: str) -> date | None:
    """Return until when a mentor is verified: most for long, some soon over, a few already."""
    if state == "applicant" or number % 41 == 40:
        return None  # nobody wrote an end down
    if number > FIRST_ONES and number % 29 == 12:
        return today - timedelta(days=1 + number % 40)
    if number % 17 == 5:
        return today + timedelta(days=number % 60)
    return today + timedelta(days=61 + number * 37 % 900)


def _words(
    rng: Random, mentor: DemoMentor, language: str, path: TrainingPath, region: str
) -> dict[str, str]:
    """Write what the mentor says in `language`: nothing in one that is not spoken."""
    if language not in mentor.languages:
        return {"job_title": "", "topics": "", "bio": ""}
    job = mentor.job(language)
    bio = texts.mentor_bio(
        rng, language, job, mentor.occupation.about(language),
        PATH_WORDS[language].get(path.value, ""), region, rng.randint(3, 31),
        noc=mentor.occupation.noc,
    )  # fmt: skip
    topics = texts.mentor_topics(rng, language)
    return {"job_title": texts.job_title(rng, language, job), "topics": topics, "bio": bio}


def _add_steps(people: People, mentor: DemoMentor, state: str, recorder_id: int) -> None:
    steps = list(MentorStep)
    done = people.rng.randint(0, len(steps) - 1) if state == "applicant" else len(steps)
    for step in steps[:done]:
        people.rows.add(
            MentorStepRecord,
            mentor_id=mentor.id,
            step=step,
            recorded_by_id=recorder_id,
            recorded_at=people.lately(400),
        )
