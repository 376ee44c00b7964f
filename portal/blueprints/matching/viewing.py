"""Noting that an occupation was opened, for students who allowed it."""

from portal.extensions import unit_of_work
from portal.models.people import Person, Role
from portal.queries import matching as queries
from portal.services import matching


def note_view(person: Person | None, noc: str) -> None:
    """Note that `person` opened the page of `noc`; for whoever did not allow it, nothing."""
    if person is None or not person.has(Role.STUDENT) or not queries.notes_views(person):
        return
    with unit_of_work():
        matching.note_view(student=person, noc=noc)
