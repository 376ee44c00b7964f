"""Who sees what a student is curious about: the student; the own counsellors when it is shared."""

import pytest

from portal.extensions import db, unit_of_work
from portal.models.students import Student
from portal.queries import curiosities as queries
from portal.services import curiosities
from tests.cast import IDS, Cast

# Whose list of zoe (Envol, group 401) is read, before and after she shares it.
READS_ALWAYS, READS_WHEN_SHARED = {"zoe"}, {"claire"}
EVERYONE = tuple(IDS)


@pytest.mark.parametrize("shared", [False, True])
@pytest.mark.parametrize("who", EVERYONE)
def test_rule_and_page_agree_on_who_reads(cast: Cast, who: str, shared: bool) -> None:
    with cast.app.app_context():
        with unit_of_work():
            curiosities.add(student=cast.person("zoe"), noc="72106")
            db.session.get_one(Student, IDS["zoe"]).shares_curiosities = shared
        rule = queries.of_student(cast.person(who), IDS["zoe"])
    page = cast.client(who).get(f"/counsellor/students/{IDS['zoe']}").get_data(as_text=True)

    may = who in READS_ALWAYS | (READS_WHEN_SHARED if shared else set())
    assert [occupation.noc for occupation in rule] == (["72106"] if may else [])
    assert ('href="/occupations/72106"' in page) == (may and who in READS_WHEN_SHARED)


@pytest.mark.parametrize("who", EVERYONE)
def test_only_students_have_a_list_of_their_own(cast: Cast, who: str) -> None:
    is_student = who in ("zoe", "noah", "lea", "theo")
    client = cast.client(who)
    assert client.get("/curiosities").status_code == (200 if is_student else 404)
    answer = client.post("/curiosities", data={"noc": "72106", "do": "add"})
    assert answer.status_code == (302 if is_student else 404)
    assert client.post("/curiosities/sharing").status_code == (302 if is_student else 404)
