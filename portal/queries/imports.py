"""Files between their preview and their import, as the one who uploaded them sees them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from portal.errors import not_found
from portal.extensions import db
from portal.models.imports import ImportFile, ImportKind
from portal.models.people import Person
from portal.models.schools import School
from portal.policies import imports as policy


@dataclass(frozen=True, slots=True)
class WaitingFile:
    """A file that waits for its owner's word."""

    id: int
    kind: ImportKind
    school: str | None
    uploaded_at: datetime
    report: dict[str, Any]  # as `services.rolls.Report.as_kept` writes it


def waiting(viewer: Person) -> list[WaitingFile]:
    """Return the files of `viewer` that wait, the newest first; their content stays away."""
    policy.check_made_by(viewer)
    wanted = _own(viewer).order_by(ImportFile.id.desc())
    return [WaitingFile(*row) for row in db.session.execute(wanted)]


def preview(viewer: Person, import_id: int) -> WaitingFile:
    """Return one file of `viewer`; one imported, discarded or another's is absent."""
    row = db.session.execute(_own(viewer).where(ImportFile.id == import_id)).one_or_none()
    return WaitingFile(*row) if row is not None else not_found("import", import_id)


def _own(viewer: Person) -> Any:
    return (
        select(
            ImportFile.id,
            ImportFile.kind,
            School.name,
            ImportFile.uploaded_at,
            ImportFile.report,
        )
        .outerjoin(School, School.id == ImportFile.school_id)
        .where(policy.own_of(viewer))
    )
