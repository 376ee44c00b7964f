"""Failed sign-ins, counted in the database so that every worker process sees them."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.extensions import Model


class FailedSignIn(Model):
    """One wrong password; `key` is a keyed hash of an account's name or of an address."""

    __tablename__ = "failed_sign_in"
    __table_args__ = (Index("ix_failed_sign_in_key_tried_at", "key", "tried_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str]
    tried_at: Mapped[datetime] = mapped_column(default=clock.now)
