"""Who words the guidance content, and who plans it for a school."""

from portal.errors import not_found
from portal.extensions import db
from portal.models.guidance import GuidanceItem
from portal.models.people import Person
from portal.models.schools import School
from portal.policies import boards, schools


def check_edited_by(viewer: Person) -> None:
    """Raise NotFound unless `viewer` runs the board, whose content it is."""
    boards.check_managed_by(viewer)


def get_editable(viewer: Person, item_id: int) -> GuidanceItem:
    """Return an item, for those who word it; to others there is none."""
    check_edited_by(viewer)
    return db.session.get(GuidanceItem, item_id) or not_found("guidance_item", item_id)


def get_planned(viewer: Person, school_id: int) -> School:
    """Return a school whose plan `viewer` reads and writes: a counsellor of the whole school.

    Who was given one class group plans for nobody else's. Raises NotFound.
    """
    return schools.get_followed(viewer, school_id)
