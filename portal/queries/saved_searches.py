"""What is read of saved searches: by their owner, and by the worker who finds mentors for them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, ScalarSelect, Select, case, func, or_, select
from sqlalchemy.orm import contains_eager, selectinload

from portal.extensions import UtcDateTime, db
from portal.models.mentors import Mentor
from portal.models.people import Person, PersonRole, PersonState
from portal.models.saved_searches import SavedSearch, SearchFind
from portal.policies import mentors
from portal.policies import saved_searches as policy
from portal.policies.viewers import Viewer
from portal.queries.mails import person_to_write
from portal.queries.mentors import BATCH, MentorCard, cards

SHOWN = 3  # of the mentors found for a search; the search itself shows them all
# The new ones first: who has not been seen must not hide behind who has.
_LATEST = (SearchFind.seen_at.is_not(None), SearchFind.found_at.desc(), SearchFind.mentor_id)


@dataclass(frozen=True, slots=True)
class FindLine:
    """A mentor who came to fit, and whether the owner has not seen it yet."""

    card: MentorCard
    is_new: bool


@dataclass(frozen=True, slots=True)
class SearchLine:
    """One saved search with who came since it was saved, the last ones first."""

    id: int
    terms: Mapping[str, str]
    created_at: datetime
    finds: Sequence[FindLine]
    found: int  # of whom `finds` are the first
    new: int


@dataclass(frozen=True, slots=True)
class Watching:
    """A search that waits for mentors, as the worker holds it against them."""

    id: int
    digest: str
    terms: Mapping[str, str]
    language: str  # of its owner


@dataclass(frozen=True, slots=True)
class Untold:
    """A person whose searches found somebody of whom no mail told yet."""

    email: str
    language: str
    last_told_at: datetime | None


def mine(viewer: Person) -> list[SearchLine]:
    """Return the viewer's saved searches, the last one first. Three statements at most."""
    wanted = (
        select(SavedSearch.id, SavedSearch.terms, SavedSearch.created_at)
        .where(policy.kept_by(viewer))
        .order_by(SavedSearch.created_at.desc(), SavedSearch.id.desc())
    )
    searches = db.session.execute(wanted).all()
    finds = _finds(viewer) if searches else {}
    ids = {row.mentor_id for rows in finds.values() for row in rows}
    known = {card.mentor_id: card for card in cards(viewer, sorted(ids))} if ids else {}
    return [
        SearchLine(
            number,
            terms,
            created_at,
            [
                FindLine(known[row.mentor_id], row.seen_at is None)
                for row in finds.get(number, [])
                if row.mentor_id in known
            ],
            *((finds[number][0].found, finds[number][0].new) if number in finds else (0, 0)),
        )
        for number, terms, created_at in searches
    ]


def new_count(viewer: Viewer) -> int:
    """Return how many mentors came to fit the viewer's searches and were not seen yet."""
    if not policy.may_save(viewer):
        return 0
    return db.session.scalar(select(new_ones(viewer))) or 0


def new_ones(viewer: Viewer) -> ScalarSelect[int]:
    """Say how many mentors came to fit the viewer's searches and were not seen yet."""
    mentor = func.count(SearchFind.mentor_id.distinct())
    counted = _found(select(mentor)).where(policy.kept_by(viewer), SearchFind.seen_at.is_(None))
    return counted.scalar_subquery()


def arrivals(ids: Iterable[int] | None = None) -> list[Mentor]:
    """Return the mentors, of `ids` or all, who can be found now, with what a search looks at."""
    wanted = (
        select(Mentor)
        .join(Mentor.person)
        .options(contains_eager(Mentor.person), selectinload(Mentor.occupations))
        .where(mentors.findable())
    )
    if ids is None:
        return list(db.session.scalars(wanted))
    chosen = sorted(set(ids))
    found: list[Mentor] = []
    for start in range(0, len(chosen), BATCH):
        some = Mentor.person_id.in_(chosen[start : start + BATCH])
        found += db.session.scalars(wanted.where(some)).all()
    return found


def watching() -> list[Watching]:
    """Return every search that waits for mentors, of people who may look for them."""
    wanted = (
        select(SavedSearch.id, SavedSearch.digest, SavedSearch.terms, Person.language)
        .join(Person, Person.id == SavedSearch.person_id)
        .where(SavedSearch.forgotten_at.is_(None), Person.state == PersonState.ACTIVE)
        .where(Person.role_rows.any(PersonRole.role.in_(mentors.SEARCHERS)))
    )
    return [Watching(*row) for row in db.session.execute(wanted)]


def found_already(mentor_ids: Iterable[int]) -> set[tuple[int, int]]:
    """Return which of these mentors were found for which search: (search, mentor)."""
    wanted = select(SearchFind.search_id, SearchFind.mentor_id).where(
        SearchFind.mentor_id.in_(sorted(mentor_ids))
    )
    return {(search, mentor) for search, mentor in db.session.execute(wanted)}


def untold(person_id: int) -> Untold | None:
    """Return whom to tell by mail that somebody new fits, or None when there is nothing to tell.

    None, too: who has seen it, forgot the search, left or has no e-mail, and a mentor who
    can no longer be found.
    """
    person = person_to_write(person_id)
    if person is None or not policy.may_save(person):
        return None
    own = policy.kept_by(person)
    since = or_(SavedSearch.told_at.is_(None), SearchFind.found_at > SavedSearch.told_at)
    waits = _found(select(SearchFind.mentor_id)).where(own, SearchFind.seen_at.is_(None), since)
    if db.session.scalars(waits.limit(1)).first() is None:
        return None
    # All of the person's: a search that was forgotten took its mail of the day with it.
    last = select(func.max(SavedSearch.told_at, type_=UtcDateTime()))
    last_told_at = db.session.scalar(last.where(policy.owned_by(person)))
    return Untold(str(person.email), person.language, last_told_at)


def _finds(viewer: Person) -> dict[int, list[Row[Any]]]:
    """Return the last finds of each search, with how many there are and how many are new."""
    search = SearchFind.search_id
    unseen = case((SearchFind.seen_at.is_(None), 1))
    place = func.row_number().over(partition_by=search, order_by=_LATEST).label("place")
    columns: Select[Any] = select(
        search,
        SearchFind.mentor_id,
        SearchFind.seen_at,
        place,
        func.count().over(partition_by=search).label("found"),
        func.count(unseen).over(partition_by=search).label("new"),
    )
    ranked = _found(columns).where(policy.kept_by(viewer)).subquery()
    first = select(ranked).where(ranked.c.place <= SHOWN)
    found: dict[int, list[Row[Any]]] = {}
    for row in db.session.execute(first.order_by(ranked.c.search_id, ranked.c.place)):
        found.setdefault(row.search_id, []).append(row)
    return found


def _found(wanted: Select[Any]) -> Select[Any]:
    """Take `wanted` from the finds that are news: after the saving, and still to be found."""
    return (
        wanted.select_from(SearchFind)
        .join(SavedSearch, SavedSearch.id == SearchFind.search_id)
        .join(Mentor, Mentor.person_id == SearchFind.mentor_id)
        .join(Mentor.person)
        .where(SearchFind.found_at > SavedSearch.created_at, mentors.findable())
    )
