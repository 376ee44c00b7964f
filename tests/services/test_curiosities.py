"""A student's own list: once each, of known occupations, never too long."""

import pytest
from sqlalchemy import func, select

from portal.data.occupations import occupations
from portal.errors import Conflict, NotFound
from portal.extensions import db, unit_of_work
from portal.models.access_log import AuditEntry
from portal.models.curiosities import Curiosity
from portal.queries import curiosities as queries
from portal.services import curiosities
from tests.cast import Cast


def listed(cast: Cast, who: str = "zoe") -> list[str]:
    viewer = cast.person(who)
    return [row.occupation.noc for row in queries.own(viewer).rows]


def test_an_occupation_is_kept_once(cast: Cast) -> None:
    with cast.app.app_context():
        for _ in range(2):
            with unit_of_work():
                curiosities.add(student=cast.person("zoe"), noc="72106")
        assert listed(cast) == ["72106"]
        assert listed(cast, "noah") == []


def test_taking_off_what_is_not_there_changes_nothing(cast: Cast) -> None:
    with cast.app.app_context():
        with unit_of_work():
            curiosities.add(student=cast.person("zoe"), noc="72106")
        for noc in ("31301", "72106", "72106"):
            with unit_of_work():
                curiosities.remove(student=cast.person("zoe"), noc=noc)
        assert listed(cast) == []


def test_an_unknown_occupation_is_not_found(cast: Cast) -> None:
    with cast.app.app_context(), pytest.raises(NotFound), unit_of_work():
        curiosities.add(student=cast.person("zoe"), noc="99999")


@pytest.mark.parametrize("who", ["marc", "claire", "mona", "coralie", "adele"])
def test_only_a_student_has_a_list(cast: Cast, who: str) -> None:
    with cast.app.app_context():
        for write in (
            lambda person: curiosities.add(student=person, noc="72106"),
            lambda person: curiosities.remove(student=person, noc="72106"),
            lambda person: curiosities.share(student=person, shares=True),
        ):
            with pytest.raises(NotFound), unit_of_work():
                write(cast.person(who))


def test_a_list_has_an_end(cast: Cast) -> None:
    codes = list(occupations())
    with cast.app.app_context():
        with unit_of_work():
            for noc in codes[: curiosities.MOST]:
                curiosities.add(student=cast.person("zoe"), noc=noc)
        with pytest.raises(Conflict), unit_of_work():
            curiosities.add(student=cast.person("zoe"), noc=codes[curiosities.MOST])
        with unit_of_work():  # one that is there already is no other one
            curiosities.add(student=cast.person("zoe"), noc=codes[0])
        assert db.session.scalar(select(func.count()).select_from(Curiosity)) == curiosities.MOST


def test_sharing_is_written_down_once_each_time_it_changes(cast: Cast) -> None:
    with cast.app.app_context():
        for shares in (True, True, False):
            with unit_of_work():
                curiosities.share(student=cast.person("zoe"), shares=shares)
        events = select(AuditEntry.event).where(AuditEntry.event.like("curiosities.%"))
        assert list(db.session.scalars(events)) == ["curiosities.shared", "curiosities.kept"]
