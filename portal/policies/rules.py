"""Who decides what the screen watches for and lets pass."""

from portal.errors import not_found
from portal.models.people import Person, Role


def check_managed_by(viewer: Person) -> None:
    """Raise NotFound unless `viewer` moderates or runs the portal: others have no such page."""
    if not viewer.has(Role.MODERATOR, Role.ADMINISTRATOR):
        not_found("rules", "")
