"""Texts being written, kept for their author alone."""

from sqlalchemy import bindparam, delete, update

from portal import clock
from portal.extensions import db
from portal.models.drafts import Draft

MAX_LENGTH = 20_000  # characters: more than any message may hold, so nothing typed is cut
MAX_PATH = 200
# The forms whose text is kept: an answer in a thread, a first message to a mentor, a report,
# a concern and the notes on it, a line beside a suggestion or in a nudge.
PLACES = (
    "/threads/",
    "/mentors/",
    "/messages/",
    "/concerns/",
    "/recommendations/",
    "/counsellor/needs/",
)
# Built once, and without the ORM: every message that is sent runs it under the lock.
_DISCARD = delete(Draft.__table__).where(  # type: ignore[arg-type]
    Draft.person_id == bindparam("person_id"), Draft.path == bindparam("path")
)


def has_place(path: str) -> bool:
    """Say whether `path` is the address of a form whose text is kept."""
    return path.startswith(PLACES) and len(path) <= MAX_PATH


def save(*, person_id: int, path: str, body: str) -> None:
    """Keep `body` as what the person is writing at `path`; an empty one is discarded."""
    text = body.replace("\x00", "")[:MAX_LENGTH]
    if not text.strip():
        return discard(person_id=person_id, path=path)
    changed = update(Draft).where(Draft.person_id == person_id, Draft.path == path)
    kept = db.session.execute(
        changed.values(body=text, saved_at=clock.now()).returning(Draft.id)
    ).first()
    if kept is None:
        db.session.add(Draft(person_id=person_id, path=path, body=text))
    return None


def discard(*, person_id: int, path: str) -> None:
    """Forget what the person was writing at `path`: it was sent, or emptied."""
    db.session.connection().execute(_DISCARD, {"person_id": person_id, "path": path})
