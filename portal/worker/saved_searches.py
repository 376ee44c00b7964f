"""Who came to fit a saved search: looked for when a mentor's line of the index has changed."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from portal import clock, mail
from portal.extensions import unit_of_work
from portal.i18n import _l
from portal.outbox import emit
from portal.queries import saved_searches as query
from portal.queries.saved_searches import Watching
from portal.search.fitting import Profile, fits, profile_of
from portal.services import saved_searches as service
from portal.worker.letters import write
from portal.worker.registry import JobInHand, on, on_batch

MENTORS_AT_ONCE = 200
WRITTEN_AT_ONCE = 500  # pairs: nobody waits long for the lock


def announce(mentor_ids: Iterable[int]) -> None:
    """Have the searches looked at that these mentors may fit now."""
    with unit_of_work():
        for mentor_id in mentor_ids:
            emit("mentor.indexed", mentor_id=mentor_id)


@on_batch("mentor.indexed", size=MENTORS_AT_ONCE, lease=timedelta(minutes=5))
def find(jobs: Sequence[JobInHand]) -> None:
    """Find the saved searches that these mentors fit, those who can be found now."""
    profiles = [profile_of(m) for m in query.arrivals(int(job.ids["mentor_id"]) for job in jobs)]
    if not profiles:
        return
    already = query.found_already(profile.mentor_id for profile in profiles)
    pairs = [pair for pair in pairs_of(query.watching(), profiles) if pair not in already]
    for start in range(0, len(pairs), WRITTEN_AT_ONCE):
        with unit_of_work():
            service.note(pairs=pairs[start : start + WRITTEN_AT_ONCE])


def pairs_of(
    searches: Iterable[Watching], profiles: Sequence[Profile]
) -> Iterator[tuple[int, int]]:
    """Yield (search, mentor) for who fits; what many people keep is looked at once."""
    same: dict[tuple[str, str], list[int]] = {}
    for search in searches:
        key = search.digest, search.language
        if key not in same:
            same[key] = [p.mentor_id for p in profiles if fits(search.terms, search.language, p)]
        yield from ((search.id, mentor_id) for mentor_id in same[key])


@on("search.found")
def tell_owner(job: JobInHand, *, person_id: int) -> None:
    """Tell a person that somebody new fits a saved search: who and which, only the page says."""
    news = query.untold(person_id)
    if news is None:
        return
    last = news.last_told_at
    if last is not None and clock.local(last).date() >= clock.today():
        with unit_of_work():  # another mail left today: this one waits for the morning
            service.plan_mail(person_id=person_id, last_told_at=last)
        return
    page, subject = mail.link("saved_searches.mine"), _l("Something new in what you look for")
    write(job, news.email, news.language, subject, "search_found", page)
    with unit_of_work():
        service.told(person_id=person_id)
