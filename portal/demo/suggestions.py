"""What demo mentors like, what demo students are curious about, and whose suggestions are on."""

from collections.abc import Sequence
from datetime import timedelta
from random import Random

from sqlalchemy import select, update

from portal.data.interests import LIFE, WORK, helps, interests
from portal.data.occupations import by_sector, occupations
from portal.data.regions import regions
from portal.demo.mentors import REGION_WEIGHTS, DemoMentor
from portal.demo.people import DemoStudent, People
from portal.extensions import db
from portal.models.curiosities import Curiosity
from portal.models.matching import MatchingProfile, ViewedOccupation
from portal.models.mentors import Mentor, TrainingPath
from portal.models.students import Student
from portal.policies.matching import TEXT_VERSION

CURIOUS_SHARE = 0.4  # of those who take part
SHARED_ONE_IN = 3  # of those lists, their owners let the counsellors read
TURNED_ON_SHARE = 0.2  # of those who may
SILENT_SHARE = 0.25  # of the mentors have ticked nothing
# The first account's own, so that whoever tries the demo sees every kind of reason.
FIRST_LIKES = ("machines", "building", "music", "cooking")
FIRST_LIST = ("72106", "72410", "31301", "21231")
STYLES = ("RIC", "IRA", "AES", "SEA", "ESC", "CSE", "RAI", "SIA")
WISHES = {
    "fr": "Je me vois bien dans ce métier\N{NO-BREAK SPACE}: {job}. J’aime aussi {thing}.",
    "en": "I can see myself in this job: {job}. I also like {thing}.",
}


def add_suggestions(
    people: People, seed: int, students: Sequence[DemoStudent], mentors: Sequence[DemoMentor]
) -> None:
    """Add them; the first student's suggestions are on, the second one's still off.

    Draws apart from the rest of the demo: with or without this, it has the same people.
    """
    rng = Random(f"suggestions {seed}")
    db.session.execute(update(Mentor), [_ticked(rng, mentor) for mentor in mentors])
    for place, student in enumerate(students):
        if student.takes_part:
            _add_wishes(people, rng, student, place)
            people.rows.settle()
    people.rows.flush()
    _share_some_lists()


def _share_some_lists() -> None:
    """Share the first list, which is the first student's own, and each third one after it."""
    listed = select(Curiosity.student_id).distinct().order_by(Curiosity.student_id)
    shared = db.session.scalars(listed).all()[::SHARED_ONE_IN]
    rows = [{"person_id": number, "shares_curiosities": True} for number in shared]
    db.session.execute(update(Student), rows)


def _ticked(rng: Random, mentor: DemoMentor) -> dict[str, object]:
    """Draw what a mentor likes: most of what goes with the own work, and things of life."""
    at_work = [code for code in _codes(WORK) if mentor.occupation.sector.slug in _sectors(code)]
    liked = {code for code in at_work if rng.random() < 0.7}
    liked |= set(rng.sample(_codes(LIFE), rng.randint(1, 4)))
    helped = set(rng.sample(list(helps()), rng.choice((0, 0, 1, 1, 2, 3))))
    if rng.random() < SILENT_SHARE:
        liked, helped = set(), set()
    return {
        "person_id": mentor.id,
        "interests": [code for code in interests() if code in liked],
        "helps": [code for code in helps() if code in helped],
    }


def _add_wishes(people: People, rng: Random, student: DemoStudent, place: int) -> None:
    if place == 0:
        _add_curiosities(people, rng, student, FIRST_LIST)
        _add_first_profile(people, student)
        return
    field = rng.choice(list(by_sector()))
    if rng.random() < CURIOUS_SHARE:
        listed = _some_occupations(rng, field, rng.randint(1, 5))
        _add_curiosities(people, rng, student, listed)
    if place != 1 and student.may_choose and rng.random() < TURNED_ON_SHARE:
        _add_profile(people, rng, student, field)


def _add_curiosities(
    people: People, rng: Random, student: DemoStudent, nocs: Sequence[str]
) -> None:
    for noc in nocs:
        added = people.now - timedelta(days=rng.randint(1, 60))
        people.rows.add(Curiosity, student_id=student.id, noc=noc, added_at=added)


def _add_first_profile(people: People, student: DemoStudent) -> None:
    people.rows.add(
        MatchingProfile,
        student_id=student.id,
        turned_on_at=people.now - timedelta(days=3),
        text_version=TEXT_VERSION,
        uses_curiosities=True,
        uses_views=True,
        interests=[code for code in interests() if code in FIRST_LIKES],
        own_words="Réparer des motos, et je me demande encore si je vais au cégep.",
        riasec="RIA",
        region="06",
        path=TrainingPath.DEP.value,
        changed_at=people.now - timedelta(days=3),
    )
    seen = people.now - timedelta(hours=20)
    people.rows.add(ViewedOccupation, student_id=student.id, noc="72401", viewed_at=seen)


def _add_profile(people: People, rng: Random, student: DemoStudent, field: str) -> None:
    going_along = [code for code in _codes(WORK) if field in _sectors(code)]
    liked = {code for code in going_along if rng.random() < 0.6}
    liked |= set(rng.sample(list(interests()), rng.randint(0, 4)))
    uses_views = rng.random() < 0.5
    since = people.now - timedelta(days=rng.randint(1, 60))
    people.rows.add(
        MatchingProfile,
        student_id=student.id,
        turned_on_at=since,
        text_version=TEXT_VERSION,
        uses_curiosities=rng.random() < 0.8 or not liked,
        uses_views=uses_views,
        interests=[code for code in interests() if code in liked],
        own_words=_own_words(rng, student.language, field) if rng.random() < 0.4 else "",
        riasec=rng.choice(STYLES) if rng.random() < 0.3 else "",
        region=rng.choices(list(regions()), REGION_WEIGHTS)[0] if rng.random() < 0.3 else "",
        path=rng.choice(list(TrainingPath)).value if rng.random() < 0.25 else "",
        changed_at=since,
    )
    for noc in _some_occupations(rng, field, rng.randint(0, 8)) if uses_views else ():
        seen = people.now - timedelta(hours=rng.randint(1, 400))
        people.rows.add(ViewedOccupation, student_id=student.id, noc=noc, viewed_at=seen)


def _some_occupations(rng: Random, field: str, number: int) -> list[str]:
    """Draw occupations: more than half of one field, the others from anywhere."""
    near, all_codes = [one.noc for one in by_sector()[field]], list(occupations())
    drawn = [rng.choice(near if rng.random() < 0.6 else all_codes) for _place in range(number)]
    return list(dict.fromkeys(drawn))


def _own_words(rng: Random, language: str, field: str) -> str:
    job = rng.choice(by_sector()[field]).names(language)[0].masculine
    thing = interests()[rng.choice(_codes(LIFE))].name(language)
    return WISHES[language].format(job=job, thing=thing)


def _codes(kind: str) -> list[str]:
    return [one.code for one in interests().values() if one.kind == kind]


def _sectors(code: str) -> tuple[str, ...]:
    return interests()[code].sectors
