"""Keeping a search, forgetting it, and finding who came to fit it."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time, timedelta

from sqlalchemy import ColumnElement, and_, bindparam, delete, func, literal, select, update

from portal import clock, outbox
from portal.errors import Conflict, Invalid, not_found
from portal.extensions import UtcDateTime, db, insert_into
from portal.i18n import _
from portal.models.mentors import Mentor
from portal.models.people import Person
from portal.models.saved_searches import SavedSearch, SearchFind
from portal.policies import saved_searches as policy

MOST = 20  # saved searches a person
GATHER = timedelta(minutes=10)  # what comes together, as in an import, is told together
NOT_BEFORE = time(7)  # of the board's morning: nobody is woken
KEEP_FORGOTTEN = timedelta(days=1)
LOOK_BACK = timedelta(days=7)  # nights that a worker may have missed


def save(*, person: Person, terms: Mapping[str, str], known: Iterable[int]) -> SavedSearch:
    """Keep a search; the same one again gives the first back, a forgotten one revived.

    `known`: the mentors who fit already, who will be nobody's news. Raises Invalid for a
    search for nothing, Conflict for one too many, NotFound for who has no directory.
    """
    if not policy.may_save(person):
        not_found("directory", person.id)
    if not terms:
        raise Invalid(_("Look for something first: a search without a word or filter fits all."))
    digest = digest_of(terms)
    found = db.session.scalar(
        select(SavedSearch).where(SavedSearch.person_id == person.id, SavedSearch.digest == digest)
    )
    if found is None or found.forgotten_at is not None:
        _check_room(person)
    if found is not None:
        found.forgotten_at = None
        return found
    return _add(person, dict(terms), digest, known)


def forget(*, person: Person, search_id: int) -> None:
    """Forget a search: no more is found for it. A second click changes nothing."""
    found = policy.get_own(person, search_id)
    found.forgotten_at = found.forgotten_at or clock.now()


def restore(*, person: Person, search_id: int) -> None:
    """Keep a search again that was just forgotten. Raises Conflict when there are too many."""
    found = policy.get_own(person, search_id)
    if found.forgotten_at is not None:
        _check_room(person)
        found.forgotten_at = None


def note(*, pairs: Sequence[tuple[int, int]]) -> None:
    """Write down which mentor came to fit which search, each once, and plan the mails.

    `pairs`: (search, mentor). A search forgotten meanwhile finds nothing.
    """
    if pairs:
        _write(pairs, seen_at=None)
        _plan_mails({search for search, _mentor in pairs})


def seen(*, person: Person, until: datetime) -> None:
    """Write down that the owner has looked at all that was found until that moment."""
    own = select(SavedSearch.id).where(policy.kept_by(person))
    db.session.execute(
        update(SearchFind)
        .where(SearchFind.search_id.in_(own), SearchFind.seen_at.is_(None))
        .where(SearchFind.found_at <= until)
        .values(seen_at=clock.now())
        .execution_options(synchronize_session=False)
    )


def told(*, person_id: int) -> None:
    """Write down that the day's mail to a person left."""
    db.session.execute(
        update(SavedSearch)
        .where(SavedSearch.person_id == person_id, SavedSearch.forgotten_at.is_(None))
        .values(told_at=clock.now())
        .execution_options(synchronize_session=False)
    )


def plan_mail(*, person_id: int, last_told_at: datetime | None) -> None:
    """Plan the mail to a person: soon, by day, and never two on one day of the board's."""
    now = clock.now()
    due = now + GATHER
    day = clock.local(due).date()
    if last_told_at is not None:
        day = max(day, clock.local(last_told_at).date() + timedelta(days=1))
    due = max(due, clock.at(day, NOT_BEFORE))
    outbox.emit("search.found", due_at=due, person_id=person_id)


def look_again() -> None:
    """Have the mentors who came back from a pause lately looked at: no row says so that day."""
    today = clock.today()
    back = select(Mentor.person_id).where(
        Mentor.paused_until <= today, Mentor.paused_until > today - LOOK_BACK
    )
    for mentor_id in db.session.scalars(back):
        outbox.emit("mentor.indexed", mentor_id=mentor_id)


def clean_up() -> None:
    """Destroy the searches that were forgotten a day ago, with what they found."""
    old = SavedSearch.forgotten_at < clock.now() - KEEP_FORGOTTEN
    db.session.execute(delete(SavedSearch).where(old).execution_options(synchronize_session=False))


def digest_of(terms: Mapping[str, str]) -> str:
    """Return what tells one search from another, whatever the order of its terms."""
    return hashlib.sha256(json.dumps(dict(terms), sort_keys=True).encode()).hexdigest()[:32]


def _check_room(person: Person) -> None:
    kept = select(func.count()).select_from(SavedSearch).where(policy.kept_by(person))
    if (db.session.scalar(kept) or 0) >= MOST:
        raise Conflict(
            _(
                "You keep %(number)s searches already. Forget one of them to keep this one.",
                number=MOST,
            )
        )


def _add(person: Person, terms: dict[str, str], digest: str, known: Iterable[int]) -> SavedSearch:
    now = clock.now()
    search = SavedSearch(person_id=person.id, terms=terms, digest=digest, created_at=now)
    db.session.add(search)
    db.session.flush()
    _write([(search.id, mentor) for mentor in known], seen_at=now)
    return search


def _write(pairs: Sequence[tuple[int, int]], *, seen_at: datetime | None) -> None:
    """Write the pairs that are not there yet, of searches and mentors that are."""
    if not pairs:
        return
    found_at = literal(seen_at or clock.now(), UtcDateTime())
    ids = (SavedSearch.id == bindparam("search"), Mentor.person_id == bindparam("mentor"))
    rows = (
        select(SavedSearch.id, Mentor.person_id, found_at, literal(seen_at, UtcDateTime()))
        .select_from(SavedSearch)
        .join(Mentor, and_(*ids))
        .where(SavedSearch.forgotten_at.is_(None))
    )
    into = insert_into(SearchFind.__table__).from_select(
        ["search_id", "mentor_id", "found_at", "seen_at"], rows
    )
    given = [{"search": search, "mentor": mentor} for search, mentor in pairs]
    db.session.connection().execute(into.on_conflict_do_nothing(), given)


def _plan_mails(search_ids: set[int]) -> None:
    last = func.max(SavedSearch.told_at, type_=UtcDateTime())
    owners = (
        select(SavedSearch.person_id, last)
        .join(Person, Person.id == SavedSearch.person_id)
        .where(_among(search_ids), Person.email.is_not(None))
        .group_by(SavedSearch.person_id)
    )
    for person_id, last_told_at in db.session.execute(owners).all():
        plan_mail(person_id=person_id, last_told_at=last_told_at)


def _among(search_ids: set[int]) -> ColumnElement[bool]:
    """Say whose searches these are: all of an owner's count, as one mail tells of all."""
    owners = select(SavedSearch.person_id).where(SavedSearch.id.in_(sorted(search_ids)))
    return SavedSearch.person_id.in_(owners)
