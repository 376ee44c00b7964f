"""The mails about new posts in groups: one a person a day at most, planned each night."""

from datetime import datetime, time

from sqlalchemy import update

from portal import clock, outbox
from portal.extensions import db
from portal.models.topics import GroupSubscription, TopicSubscription
from portal.queries import digests as queries

NOT_BEFORE = time(7)  # of the board's morning: nobody is woken


def plan() -> None:
    """Plan the day's mails to those for whom something moved: in the morning, one each."""
    due_at = max(clock.now(), clock.at(clock.today(), NOT_BEFORE))
    for person_id in queries.due_people():
        outbox.emit("digest.due", due_at=due_at, person_id=person_id)


def told(*, person_id: int, up_to: datetime) -> None:
    """Write down that the day's mail to a person left, with all posts until `up_to`."""
    for table in (GroupSubscription, TopicSubscription):
        db.session.execute(
            update(table)
            .where(table.person_id == person_id, queries.due(table))
            .values(told_up_to=up_to)
            .execution_options(synchronize_session=False)
        )
