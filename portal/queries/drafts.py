"""What a person was writing."""

from sqlalchemy import select

from portal.extensions import db
from portal.models.drafts import Draft
from portal.models.people import Person


def body_of(person: Person, path: str) -> str:
    """Return what `person`, and nobody else, was writing at `path`; empty when nothing."""
    wanted = select(Draft.body).where(Draft.person_id == person.id, Draft.path == path)
    return db.session.scalar(wanted) or ""
