"""Who decides by which names an occupation is found."""

from portal.models.people import Person
from portal.policies import boards


def check_managed_by(viewer: Person) -> None:
    """Raise NotFound unless `viewer` is an administrator: for others there is no such page."""
    boards.check_managed_by(viewer)
