"""The help lines that the board shows (R15)."""

from collections.abc import Iterable

from sqlalchemy import delete

from portal.data.help_lines import HelpLine
from portal.extensions import db
from portal.models.help_lines import HelpLine as Row
from portal.models.people import Person
from portal.policies import boards as policy
from portal.services import audit


def replace(*, actor: Person, lines: Iterable[HelpLine]) -> None:
    """Show `lines`, in their order, from now on; none: those that the portal came with.

    To others than administrators there is no such list (NotFound).
    """
    policy.check_managed_by(actor)
    db.session.execute(delete(Row))
    for position, line in enumerate(lines, 1):
        row = Row(position=position, name_fr=line.name_fr, name_en=line.name_en)
        row.number, row.text_number = line.number, line.text_number
        row.hours_fr, row.hours_en = line.hours_fr, line.hours_en
        db.session.add(row)
    audit.record(actor, "help_lines.changed", "board", 1)
