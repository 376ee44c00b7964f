"""Who decides for the board."""

from portal.errors import not_found
from portal.models.people import Person, Role


def managed_by(viewer: Person) -> bool:
    """Say whether `viewer` runs the board's settings, people, schools and imports."""
    return viewer.has(Role.ADMINISTRATOR)


def check_managed_by(viewer: Person) -> None:
    """Raise NotFound unless `viewer` is an administrator: for others there is no such page."""
    if not managed_by(viewer):
        not_found("board", 1)
