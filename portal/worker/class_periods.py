"""The bell: a class period that its adult forgot is ended by the portal."""

from portal.extensions import db
from portal.models.class_periods import ClassPeriod
from portal.services import class_periods
from portal.worker.registry import JobInHand, on


@on("class_period.ended", writes=True)
def end_class_period(_job: JobInHand, *, class_period_id: int) -> None:
    """End the period, unless somebody did: what waits in it is the moderators' now."""
    period = db.session.get(ClassPeriod, class_period_id)
    if period is not None and period.closed_at is None:
        class_periods.close(period)
