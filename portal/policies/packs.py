"""Who may order a pack, and who may have it: whoever asked, as long as they follow the group."""

from collections.abc import Mapping
from types import MappingProxyType

from sqlalchemy import ColumnElement, and_, or_, select

from portal.errors import Denied, Invalid, not_found
from portal.extensions import db
from portal.i18n import _
from portal.models.class_groups import ClassGroup
from portal.models.packs import Pack, PackScope
from portal.models.people import Person
from portal.models.prints import PrintFor, PrintKind
from portal.models.schools import School
from portal.policies import class_groups, prints, schools

# What a pack may be made of: the documents about one student.
KINDS = (PrintKind.STUDENT, PrintKind.ATTESTATION)
_SCOPES: Mapping[PackScope, PrintKind] = MappingProxyType(
    {PackScope.CLASS_GROUP: PrintKind.CLASS_GROUP, PackScope.SCHOOL: PrintKind.SCHOOL}
)


def check_follows(viewer: Person, scope: str, number: int) -> None:
    """Raise NotFound unless `viewer` follows that class group or school now."""
    if scope not in set(PackScope):
        not_found("pack", scope)
    prints.purposes(viewer, _SCOPES[PackScope(scope)], number)


def check_orders(
    viewer: Person, *, kind: str, scope: str, number: int, meant_for: PrintFor, reason: str
) -> None:
    """Raise unless `viewer` may have such documents made for that receiver.

    NotFound when the group is not theirs, Denied for a kind or a receiver that is not offered,
    Invalid without a reason where one is asked (R49). Each document is asked about again.
    """
    check_follows(viewer, scope, number)
    if kind not in KINDS or meant_for not in prints.offered(viewer, PrintKind(kind)):
        raise Denied(_("You cannot print this document for someone else."))
    if prints.needs_reason(named=True, meant_for=meant_for) and not reason.strip():
        raise Invalid(_("Say why a document that names students goes outside the school."))


def readable_by(viewer: Person) -> ColumnElement[bool]:
    """Say which packs `viewer` asked for and whose group or school they still follow."""
    groups = select(ClassGroup.id).where(class_groups.followed_by(viewer))
    own_schools = select(School.id).where(schools.followed_by(viewer))
    return and_(
        Pack.asked_by_id == viewer.id,
        or_(
            and_(Pack.scope == PackScope.CLASS_GROUP, Pack.number.in_(groups)),
            and_(Pack.scope == PackScope.SCHOOL, Pack.number.in_(own_schools)),
        ),
    )


def get_readable(viewer: Person, pack_id: int) -> Pack:
    """Return a pack that `viewer` may have; any other one is absent."""
    wanted = select(Pack).where(Pack.id == pack_id, readable_by(viewer))
    return db.session.scalar(wanted) or not_found("pack", pack_id)
