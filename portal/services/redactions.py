"""What the screen still sees in a text that a moderator puts in the place of a message."""

from dataclasses import replace

from sqlalchemy import select

from portal.extensions import db
from portal.models.moderation import Hold
from portal.models.threads import Message
from portal.queries.rules import board_rules
from portal.screening import Finding, Severity
from portal.services import texts, whose

EARLIER_READ = 2  # with the text itself, a number split over three messages is found


def left_in(*, hold: Hold, body: str) -> tuple[Finding, ...]:
    """Return what would hold `body` if the author of the held message had written it."""
    message = hold.message
    minor = whose.minors_read(message.thread)
    rules = board_rules(db.session.connection())
    context = replace(rules.context, minor=minor, earlier=_earlier(message))
    topic = message.thread.topic
    begins = topic is not None and topic.first_message_id == message.id
    # The title of a topic is shown with its first post.
    text = f"{body}\n\n{topic.shown_title}" if topic is not None and begins else body
    found = texts.seen(text, context).findings
    return tuple(finding for finding in found if finding.severity > Severity.NOTED)


def _earlier(message: Message) -> tuple[str, ...]:
    rows = db.session.scalars(
        select(Message.body)
        .where(
            Message.thread_id == message.thread_id,
            Message.author_id == message.author_id,
            Message.sent_at < message.sent_at,
        )
        .order_by(Message.sent_at.desc(), Message.id.desc())
        .limit(EARLIER_READ)
    ).all()
    return tuple(reversed(rows))
