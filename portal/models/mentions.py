"""Who is told that a post calls on a role of theirs."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import Model


class MentionNotice(Model):
    """A post calls on somebody by a role held in its group: shown until the post is read."""

    __tablename__ = "mention_notice"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    message_id: Mapped[int] = mapped_column(
        ForeignKey("message.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    mail_at: Mapped[datetime]  # when the mail that tells of it leaves, with others of the topic
