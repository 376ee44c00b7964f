"""Whose saved searches these are: nobody but their owner ever sees them."""

from sqlalchemy import ColumnElement, and_, false, select

from portal.errors import not_found
from portal.extensions import db
from portal.models.people import Person
from portal.models.saved_searches import SavedSearch
from portal.policies import mentors
from portal.policies.viewers import Viewer


def may_save(viewer: Viewer) -> bool:
    """Say whether `viewer` may keep a search: who has the directory may."""
    return viewer.has(*mentors.SEARCHERS)


def owned_by(viewer: Viewer) -> ColumnElement[bool]:
    """Say which searches are `viewer`'s own, forgotten or not; none without the directory."""
    return SavedSearch.person_id == viewer.id if may_save(viewer) else false()


def kept_by(viewer: Viewer) -> ColumnElement[bool]:
    """Say which searches `viewer` keeps now."""
    return and_(owned_by(viewer), SavedSearch.forgotten_at.is_(None))


def get_own(viewer: Person, search_id: int) -> SavedSearch:
    """Return a search of `viewer`'s own; to others there is none."""
    wanted = select(SavedSearch).where(SavedSearch.id == search_id, owned_by(viewer))
    return db.session.scalar(wanted) or not_found("saved search", search_id)
