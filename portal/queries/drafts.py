"""What a person was writing."""

from sqlalchemy import bindparam, select

from portal.extensions import db
from portal.models.drafts import Draft
from portal.models.people import Person

# Every conversation asks it: built once, as building it cost more than running it.
_BODY = select(Draft.body).where(
    Draft.person_id == bindparam("person"), Draft.path == bindparam("path")
)


def body_of(person: Person, path: str) -> str:
    """Return what `person`, and nobody else, was writing at `path`; empty when nothing."""
    return db.session.scalar(_BODY, {"person": person.id, "path": path}) or ""
