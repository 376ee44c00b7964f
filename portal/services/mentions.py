"""Posts that call on roles: who holds them is told, by one mail an hour at most."""

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import exists, select

from portal import clock, outbox
from portal.extensions import db
from portal.models.mentions import MentionNotice
from portal.models.people import Person
from portal.queries import mentions as queries
from portal.queries.mentions import Calling

APART = timedelta(hours=1)  # between two mails to one person about one topic


def note(message_ids: Collection[int]) -> None:
    """Write down whom those of the posts call on that are shown; each is told once of a post."""
    for calling in queries.callings(message_ids):
        for person in queries.meant_by(calling):
            _tell(person, calling)


def _tell(person: Person, calling: Calling) -> None:
    known = exists().where(
        MentionNotice.person_id == person.id, MentionNotice.message_id == calling.message_id
    )
    if db.session.scalar(select(known)):
        return
    now, last = clock.now(), queries.last_mail_at(person.id, calling.topic_id)
    mail_at = now if last is None else max(now, last if last > now else last + APART)
    if last is None or last <= now:  # else the mail that waits tells of this one, too
        ids = {"person_id": person.id, "topic_id": calling.topic_id}
        outbox.emit("mention.told", due_at=mail_at, **ids)
    notice = MentionNotice(person_id=person.id, message_id=calling.message_id, mail_at=mail_at)
    db.session.add(notice)
    db.session.flush()
