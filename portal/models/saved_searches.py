"""Searches that a person keeps, to be told when someone new fits."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.extensions import Model


class SavedSearch(Model):
    """A search of the directory as its address holds it; "tell me when a mentor arrives" is one.

    `terms`: parameters of `/mentors` without the page, such as `occupation` or `q`.
    """

    __tablename__ = "saved_search"
    __table_args__ = (UniqueConstraint("person_id", "digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    terms: Mapped[dict[str, Any]]
    digest: Mapped[str]  # of the terms: the same search is kept once
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    told_at: Mapped[datetime | None]  # when the last mail about it went out
    forgotten_at: Mapped[datetime | None]  # by its owner; kept until the night, to be undone


class SearchFind(Model):
    """A mentor who fits a saved search; told once, new until its owner has looked.

    Who fitted when the search was saved is found at that very moment, and nobody's news.
    """

    __tablename__ = "search_find"

    search_id: Mapped[int] = mapped_column(
        ForeignKey("saved_search.id", ondelete="CASCADE"), primary_key=True
    )
    mentor_id: Mapped[int] = mapped_column(
        ForeignKey("mentor.person_id"), primary_key=True, index=True
    )
    found_at: Mapped[datetime] = mapped_column(default=clock.now)
    seen_at: Mapped[datetime | None]
