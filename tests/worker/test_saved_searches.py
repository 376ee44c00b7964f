"""A mentor comes: which searches fit, and the one mail of the day."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from portal import clock
from portal.data.occupations import occupations
from portal.extensions import db, unit_of_work
from portal.models.jobs import Job
from portal.models.mentors import Mentor
from portal.models.people import Person
from portal.models.saved_searches import SavedSearch
from portal.queries import saved_searches as query
from portal.queries.saved_searches import Watching, arrivals
from portal.search import index
from portal.search.fitting import fitting_now, profile_of
from portal.services import saved_searches as service
from portal.worker.saved_searches import pairs_of
from tests.cast import IDS, NAMES
from tests.statements import statements

MONDAY = datetime(2026, 12, 7, 10, tzinfo=ZoneInfo("America/Toronto"))
ENGINEERS = {"occupation": "21231"}  # nadia's, who is not active yet


@pytest.fixture
def office(outbox):
    """An outbox on a Monday morning, with an index."""
    index.rebuild()
    return outbox


def person(name):
    return db.session.scalars(select(Person).where(Person.id == IDS[name])).one()


def save(cast, terms, who="zoe"):
    known = fitting_now(terms, "fr")
    with unit_of_work():
        return service.save(person=cast.person(who), terms=terms, known=known).id


def arrive(outbox, name="nadia"):
    with unit_of_work():
        mentor = db.session.get_one(Mentor, IDS[name])
        mentor.activated_at, mentor.paused_until = mentor.activated_at or clock.now(), None
    outbox.put("mentor.changed", mentor_id=IDS[name])
    outbox.work()


def give_email(name, language="fr"):
    with unit_of_work():
        someone = db.session.get_one(Person, IDS[name])
        someone.email, someone.language = f"{name}@example.org", language


def mails(outbox):
    return (
        sorted(int(path.stem) for path in outbox.folder.glob("*.eml"))
        if outbox.folder.exists()
        else []
    )


def new(cast, who="zoe"):
    return query.new_count(cast.person(who))


def test_a_mentor_who_arrives_is_found_once(office, cast):
    save(cast, ENGINEERS)
    save(cast, {"q": "soudeur"})
    with clock.moved_by(timedelta(minutes=1)):
        arrive(office)
        arrive(office)
    assert new(cast) == 1
    line = query.mine(cast.person("zoe"))[1]
    assert [find.card.mentor_id for find in line.finds] == [IDS["nadia"]]


def test_who_changes_without_coming_to_fit_is_no_news(office, cast):
    save(cast, {"occupation": "72106"})  # marc's
    with clock.moved_by(timedelta(minutes=1)):
        arrive(office, "marc")
    assert new(cast) == 0


def test_who_comes_back_from_a_pause_is_found_by_the_night(office, cast):
    save(cast, {"q": "charpentier"})  # paul's
    with clock.moved_by(timedelta(days=30, hours=12)):
        with unit_of_work():
            service.look_again()
        office.work()
        assert new(cast) == 1
    assert new(cast) == 0  # today, nobody finds paul


def test_who_has_room_again_is_news(office, cast):
    with unit_of_work():
        db.session.get_one(Mentor, IDS["marc"]).open_matches = 3
    index.rebuild()
    save(cast, {"occupation": "72106"})
    with clock.moved_by(timedelta(minutes=1)):
        with unit_of_work():
            db.session.get_one(Mentor, IDS["marc"]).open_matches = 2
        office.put("mentor.changed", mentor_id=IDS["marc"])
        office.work()
    assert [line.new for line in query.mine(cast.person("zoe"))] == [1]


def test_the_mail_comes_in_the_reader_s_language_and_says_nothing(office, cast):
    give_email("zoe", "en")
    save(cast, ENGINEERS)
    save(cast, {"q": "ingénieure génie logiciel", "language": "fr"})
    with clock.frozen_at(MONDAY + timedelta(minutes=1)):
        arrive(office)
    with clock.frozen_at(MONDAY + timedelta(minutes=12)):
        office.work()
    (number,) = mails(office)
    mail = office.mail(number)
    assert mail["To"] == "zoe@example.org"
    assert mail["Content-Language"] == "en-CA"
    text = f"{mail['Subject']}\n{mail.get_content()}"
    assert "http://127.0.0.1:8000/saved-searches" in text
    told = text.casefold()
    for given, family in NAMES.values():
        assert given.casefold() not in told and family.casefold() not in told
    for name in occupations()["21231"].names("en") + occupations()["21231"].names("fr"):
        assert name.both.casefold() not in told
    assert "21231" not in told and "logiciel" not in told


def test_one_mail_a_day_at_most_and_the_rest_the_next_morning(office, cast):
    give_email("zoe")
    with clock.frozen_at(MONDAY - timedelta(days=1)):
        save(cast, ENGINEERS)
        save(cast, {"q": "charpentier"})
    with clock.frozen_at(MONDAY):
        arrive(office, "nadia")
    with clock.frozen_at(MONDAY + timedelta(minutes=11)):
        office.work()
        assert len(mails(office)) == 1
    with clock.frozen_at(MONDAY + timedelta(hours=2)):
        arrive(office, "paul")
    with clock.frozen_at(MONDAY + timedelta(hours=13)):
        office.work()
        assert len(mails(office)) == 1
    with clock.frozen_at(MONDAY + timedelta(hours=22)):  # 8 o'clock
        office.work()
        assert len(mails(office)) == 2
    with clock.frozen_at(MONDAY + timedelta(days=3)):
        office.work()
        assert len(mails(office)) == 2


def test_what_comes_together_is_told_together_and_not_at_night(office, cast):
    give_email("zoe")
    night = MONDAY.replace(hour=2)
    with clock.frozen_at(MONDAY - timedelta(days=1)):
        save(cast, ENGINEERS)
        save(cast, {"q": "charpentier"})
    with clock.frozen_at(night):
        arrive(office, "nadia")
        arrive(office, "paul")
    with clock.frozen_at(night + timedelta(hours=4)):
        office.work()
        assert mails(office) == []
    with clock.frozen_at(night + timedelta(hours=6)):
        office.work()
    assert len(mails(office)) == 1


SILENT = {
    "seen meanwhile": lambda cast: service.seen(person=cast.person("zoe"), until=clock.now()),
    "forgotten": lambda cast: service.forget(
        person=cast.person("zoe"), search_id=db.session.scalars(select(SavedSearch.id)).one()
    ),
    "the mentor left": lambda _cast: setattr(
        db.session.get_one(Mentor, IDS["nadia"]), "deactivated_at", clock.now()
    ),
    "no e-mail any more": lambda _cast: setattr(
        db.session.get_one(Person, IDS["zoe"]), "email", None
    ),
}


@pytest.mark.parametrize("why", SILENT)
def test_no_mail_about_what_is_no_news_any_more(office, cast, why):
    give_email("zoe")
    with clock.frozen_at(MONDAY - timedelta(days=1)):
        save(cast, ENGINEERS)
    with clock.frozen_at(MONDAY):
        arrive(office)
    with clock.frozen_at(MONDAY + timedelta(minutes=11)):
        with unit_of_work():
            SILENT[why](cast)
        office.work()
    assert mails(office) == []


def test_without_an_e_mail_no_job_is_planned(office, cast):
    save(cast, ENGINEERS)
    with clock.moved_by(timedelta(minutes=1)):
        arrive(office)
    assert new(cast) == 1
    assert "search.found" not in db.session.scalars(select(Job.event)).all()


def test_many_searches_cost_as_many_statements_as_few(office, cast):
    def asked(who_saves):
        for who in who_saves:
            save(cast, ENGINEERS, who)
            save(cast, {"q": "génie logiciel"}, who)
        job = office.put("mentor.indexed", mentor_id=IDS["nadia"])
        with statements(cast.app) as seen:
            office.work()
        assert office.job(job).done_at is not None
        return len(seen)

    with unit_of_work():
        db.session.get_one(Mentor, IDS["nadia"]).activated_at = clock.now()
    few = asked(["zoe"])
    assert asked(["noah", "lea", "theo"]) <= few


def test_ten_thousand_searches_are_held_against_a_mentor_without_the_index(office, cast):
    (profile,) = [profile_of(mentor) for mentor in arrivals([IDS["marc"]])]
    asked = [{"q": f"soudeur {number % 40}"} for number in range(4_999)]
    asked += [{"occupation": "72106"}] * 5_001
    searches = [
        Watching(number, service.digest_of(terms), terms, "fr")
        for number, terms in enumerate(asked)
    ]
    with statements(cast.app) as seen:
        pairs = list(pairs_of(searches, [profile]))
    assert len(seen) <= 3  # the names of occupations, when they are read anew
    assert len(pairs) >= 5_001
