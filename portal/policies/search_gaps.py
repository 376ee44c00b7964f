"""Who recruits mentors, and so sees for what nobody was found."""

from portal.errors import not_found
from portal.models.people import Person, Role


def may_see(viewer: Person) -> bool:
    """Say whether `viewer` sees the counts: coordinators and administrators."""
    return viewer.has(Role.COORDINATOR, Role.ADMINISTRATOR)


def check_sees(viewer: Person) -> None:
    """Raise NotFound unless `viewer` sees the counts."""
    if not may_see(viewer):
        not_found("figures", "gaps")
