"""Many mentors at once, for counts and scale."""

from datetime import timedelta

from portal import clock
from portal.data.occupations import occupations
from portal.extensions import db, unit_of_work
from portal.models.mentors import Mentor, MentorOccupation, TrainingPath
from portal.models.people import Person, PersonRole, Role


def write_crowd(number: int, *, first: int = 1000, noc: str | None = None) -> None:
    """Add `number` active mentors of every sector, or all of `noc`; some full, some slow."""
    nocs = list(occupations())
    paths = list(TrainingPath)
    with unit_of_work():
        for i in range(number):
            person = Person(
                id=first + i, given_name="Ève", family_name=f"Mentor{i}", language="fr"
            )
            person.email = f"crowd{first + i}@example.org"
            person.role_rows = [PersonRole(role=Role.MENTOR)]
            mentor = Mentor(person_id=person.id, region=f"{i % 17 + 1:02}", path=paths[i % 5])
            mentor.languages = [["fr"], ["fr", "en"], ["en", "es"]][i % 3]
            mentor.activated_at = clock.now() - timedelta(days=i % 50)
            mentor.open_matches = i % 4
            mentor.newcomers_welcome = i % 3 == 0
            mentor.reply_hours = (None, 5, 100, 400)[i // 4 % 4]
            chosen = {noc} if noc else {nocs[i * 7 % 516], nocs[i * 3 % 516]}
            mentor.occupations = [
                MentorOccupation(noc=code, position=place)
                for place, code in enumerate(sorted(chosen))
            ]
            mentor.bio_fr = "Je parle de mon métier avec plaisir."
            db.session.add_all([person, mentor])
