"""The board's own days without school."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import delete

from portal.extensions import db
from portal.models.calendar import ClosedDay
from portal.models.people import Person
from portal.policies import boards as policy
from portal.services import audit


def replace_closed_days(*, actor: Person, days: Mapping[date, str]) -> None:
    """Count no delay on `days`, each with its name, beside weekends and holidays.

    To others than administrators there is no such list (NotFound).
    """
    policy.check_managed_by(actor)
    db.session.execute(delete(ClosedDay))
    db.session.add_all([ClosedDay(day=day, name=name) for day, name in sorted(days.items())])
    audit.record(actor, "calendar.changed", "board", 1)
