"""Who imports files, and whose file a preview is."""

from sqlalchemy import ColumnElement, false, select

from portal.errors import not_found
from portal.extensions import db
from portal.models.imports import ImportFile
from portal.models.people import Person
from portal.policies import boards


def check_made_by(viewer: Person) -> None:
    """Raise NotFound unless `viewer` may import files."""
    boards.check_managed_by(viewer)


def own_of(viewer: Person) -> ColumnElement[bool]:
    """Say which uploaded files `viewer` sees: the own ones, of an administrator."""
    if not boards.managed_by(viewer):
        return false()
    return ImportFile.uploaded_by_id == viewer.id


def get_own(viewer: Person, import_id: int) -> ImportFile:
    """Return the uploaded file; another person's, or one already imported, is absent."""
    wanted = select(ImportFile).where(ImportFile.id == import_id, own_of(viewer))
    return db.session.scalar(wanted) or not_found("import", import_id)
