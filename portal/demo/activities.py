"""What the demo's students did that leaves only a day: the orientation, days of searching."""

from collections.abc import Iterable
from datetime import timedelta
from random import Random

from portal.demo.people import DemoStudent, People
from portal.models.activities import Activity, ActivityKind

MOST_SEARCHES, DAYS_BACK = 5, 60


def add_activities(people: People, seed: int, students: Iterable[DemoStudent]) -> None:
    """Add them for those who take part; its own generator leaves everybody else as they were."""
    rng = Random(seed)
    for student in students:
        if student.takes_part:
            begun = rng.randint(0, DAYS_BACK)
            later = rng.sample(range(begun + 1), k=min(rng.randint(0, MOST_SEARCHES), begun + 1))
            days = [(ActivityKind.ORIENTED, begun)]
            days += [(ActivityKind.SEARCHED, ago) for ago in later]
            for kind, ago in days:
                day = people.today - timedelta(days=ago)
                people.rows.add(Activity, student_id=student.id, kind=kind, day=day)
            people.rows.settle()
