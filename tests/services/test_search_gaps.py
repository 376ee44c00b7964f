"""Searches without a mentor: counted, and nothing more."""

from datetime import date, datetime
from threading import Thread
from zoneinfo import ZoneInfo

from sqlalchemy import select

from portal import clock
from portal.extensions import db, unit_of_work
from portal.models.search_gaps import SearchGap
from portal.services import search_gaps
from tests.cast import ENVOL, HAVRE, Cast

TORONTO = ZoneInfo("America/Toronto")
JUST_BEFORE_DECEMBER = datetime(2026, 11, 30, 23, 59, tzinfo=TORONTO)


def rows() -> dict[tuple[date, int, str], int]:
    gaps = db.session.scalars(select(SearchGap))
    return {(gap.month, gap.school_id, gap.noc): gap.searches for gap in gaps}


def test_searches_are_counted_by_month_school_and_occupation(cast: Cast) -> None:
    with cast.app.app_context():
        with clock.frozen_at(JUST_BEFORE_DECEMBER), unit_of_work():
            for school, noc in ((ENVOL, "21231"), (ENVOL, "21231"), (HAVRE, "21231"), (ENVOL, "")):
                search_gaps.count(school_id=school, noc=noc)
        with clock.frozen_at(JUST_BEFORE_DECEMBER.replace(month=12, day=1)), unit_of_work():
            search_gaps.count(school_id=ENVOL, noc="21231")
        november, december = date(2026, 11, 1), date(2026, 12, 1)
        assert rows() == {
            (november, ENVOL, "21231"): 2,
            (november, HAVRE, "21231"): 1,
            (november, ENVOL, ""): 1,
            (december, ENVOL, "21231"): 1,
        }


def test_a_code_that_is_none_counts_as_words_without_an_occupation(cast: Cast) -> None:
    with cast.app.app_context():
        with unit_of_work():
            search_gaps.count(school_id=ENVOL, noc="zoe@example.org")
        assert [noc for _month, _school, noc in rows()] == [""]


def test_none_is_lost_when_many_search_at_once(cast: Cast) -> None:
    def search() -> None:
        with cast.app.app_context():
            for _time in range(5):
                with unit_of_work():
                    search_gaps.count(school_id=ENVOL, noc="21231")
            db.session.remove()

    threads = [Thread(target=search) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with cast.app.app_context():
        assert list(rows().values()) == [20]


def test_nothing_of_a_person_can_be_written() -> None:
    columns = {column.name for column in SearchGap.__table__.columns}
    assert columns == {"month", "school_id", "noc", "searches"}
