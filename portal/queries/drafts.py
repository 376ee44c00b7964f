"""What a person was writing."""

from sqlalchemy import ScalarSelect, String, bindparam, select

from portal.extensions import db
from portal.models.drafts import Draft
from portal.models.people import Person
from portal.policies.viewers import Viewer

# Every conversation asks it: built once, as building it cost more than running it.
_BODY = select(Draft.body).where(
    Draft.person_id == bindparam("person"), Draft.path == bindparam("path")
)


def body_of(person: Person, path: str) -> str:
    """Return what `person`, and nobody else, was writing at `path`; empty when nothing."""
    return db.session.scalar(_BODY, {"person": person.id, "path": path}) or ""


def draft_of(viewer: Viewer) -> ScalarSelect[str]:
    """Return, as a column, what `viewer` was writing; its statement runs with a `path`."""
    place = bindparam("path", type_=String)
    return (
        select(Draft.body)
        .where(Draft.person_id == viewer.id, Draft.path == place)
        .scalar_subquery()
    )
