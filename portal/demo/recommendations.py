"""What demo counsellors suggest to their students, and what became of it."""

from collections.abc import Sequence
from datetime import timedelta
from enum import Enum, auto
from itertools import cycle
from random import Random

from sqlalchemy import func, select

from portal.data.occupations import occupations
from portal.demo.mentors import DemoMentor
from portal.demo.people import DemoStudent, People
from portal.extensions import db
from portal.models.class_groups import CounsellorSchool
from portal.models.recommendations import Recommendation

ONE_IN = 9  # of those who take part
ACCOUNTS = 2  # the first students: each keeps one that is open
FIRST_SUGGESTED = 6  # of the mentors: one of the first, on duty, whom no account has written to
LINES = {
    "fr": (
        "J’ai pensé à notre rencontre de la semaine dernière. Prenez le temps d’aller voir.",
        "Cela rejoint ce que vous aimez en classe. Dites-moi ce que vous en pensez.",
        "C’est une voie que l’on connaît peu, et qui pourrait vous plaire.",
        "Une bonne occasion de poser vos questions avant de choisir vos cours.",
    ),
    "en": (
        "I thought of our talk last week. Take a moment to have a look.",
        "This goes with what you like in class. Tell me what you think of it.",
        "Few people know of this one, and you might like it.",
        "A good occasion to ask your questions before you choose your courses.",
    ),
}


class Fate(Enum):
    """What became of a suggestion."""

    OPEN = auto()
    SEEN = auto()
    NOT_FOR_ME = auto()
    WITHDRAWN = auto()


FATES = (Fate.OPEN, Fate.SEEN, Fate.SEEN, Fate.NOT_FOR_ME, Fate.OPEN, Fate.WITHDRAWN)


def add_recommendations(
    people: People, seed: int, students: Sequence[DemoStudent], mentors: Sequence[DemoMentor]
) -> None:
    """Add them, of mentors and of occupations, by somebody who follows the whole school.

    The first two students have one each that is open. Draws apart from the rest of the demo.
    """
    rng = Random(f"recommendations {seed}")
    people.rows.flush()
    counsellors = _counsellors()
    answering = [mentor for mentor in mentors if mentor.takes_part]
    followed = [s for s in students if s.takes_part and s.school_id in counsellors]
    for place, student in enumerate(followed[:ACCOUNTS]):
        mentor = mentors[FIRST_SUGGESTED] if place == 0 else None
        _add(people, rng, student, counsellors[student.school_id], mentor, Fate.OPEN)
    for student, fate in zip(followed[ACCOUNTS::ONE_IN], cycle(FATES), strict=False):
        drawn = rng.choice(answering) if rng.random() < 0.5 else None
        mentor = drawn if drawn is not None and student.language in drawn.languages else None
        _add(people, rng, student, counsellors[student.school_id], mentor, fate)
        people.rows.settle()


def _counsellors() -> dict[int, int]:
    """Return one who follows each school: the first one."""
    first = func.min(CounsellorSchool.counsellor_id)
    wanted = select(CounsellorSchool.school_id, first).group_by(CounsellorSchool.school_id)
    return dict(db.session.execute(wanted).all())


def _add(
    people: People,
    rng: Random,
    student: DemoStudent,
    counsellor_id: int,
    mentor: DemoMentor | None,
    fate: Fate,
) -> None:
    days = rng.randint(3, 40)
    made_at, heard_at = people.now - timedelta(days=days), people.now - timedelta(days=days - 2)
    people.rows.add(
        Recommendation,
        student_id=student.id,
        counsellor_id=counsellor_id,
        mentor_id=mentor.id if mentor else None,
        noc=None if mentor else rng.choice(list(occupations())),
        line=rng.choice(LINES[student.language]),
        created_at=made_at,
        seen_at=heard_at if fate in (Fate.SEEN, Fate.NOT_FOR_ME) else None,
        dismissed_at=heard_at if fate is Fate.NOT_FOR_ME else None,
        withdrawn_at=heard_at if fate is Fate.WITHDRAWN else None,
    )
