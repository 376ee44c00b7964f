"""Who reads a reflection: its student; the own counsellors while it is shared; nobody else."""

import pytest

from portal import clock
from portal.errors import NotFound
from portal.extensions import db, unit_of_work
from portal.models.class_groups import CounsellorSchool
from portal.models.reflections import Reflection
from portal.queries import reflections as queries
from portal.services import consents
from tests.cast import ENVOL, IDS, THREAD_LEA_GRACE, THREAD_ZOE_MARC, Cast

# Whose words on her talk with marc are zoe's (Envol, group 401), before and after she shares them.
READS_ALWAYS, READS_WHEN_SHARED = {"zoe"}, {"claire"}
WORDS = "Le feu fait peu de bruit."


def write(*, shared: bool) -> None:
    with unit_of_work():
        row = Reflection(match_id=1, student_id=IDS["zoe"], surprised=WORDS)
        row.shared_at = clock.now() if shared else None
        db.session.add(row)


@pytest.mark.parametrize("shared", [False, True])
def test_rule_and_pages_agree_on_who_reads(cast: Cast, shared: bool) -> None:
    with cast.app.app_context():
        write(shared=shared)
    for who in IDS:
        with cast.app.app_context():
            rule = queries.shared_by(cast.person(who), IDS["zoe"])
        client = cast.client(who)
        own = client.get(f"/threads/{THREAD_ZOE_MARC}/reflection").get_data(as_text=True)
        page = client.get(f"/counsellor/students/{IDS['zoe']}").get_data(as_text=True)
        staff = who in READS_WHEN_SHARED and shared
        assert [row.surprised for row in rule] == (
            [WORDS] if shared and (staff or who == "zoe") else []
        )
        assert (WORDS in own, WORDS in page) == (who in READS_ALWAYS, staff), who


def test_who_follows_no_more_reads_no_more_nor_after_the_consent(cast: Cast) -> None:
    with cast.app.app_context():
        write(shared=True)
        claire = cast.person("claire")
        with unit_of_work():
            school = db.session.get_one(CounsellorSchool, (claire.id, ENVOL))
            db.session.delete(school)
        assert not queries.shared_by(claire, IDS["zoe"])
        with unit_of_work():
            db.session.add(CounsellorSchool(counsellor_id=claire.id, school_id=ENVOL))
        assert queries.shared_by(claire, IDS["zoe"])
        with unit_of_work():
            consents.withdraw(actor=claire, student_id=IDS["zoe"])
        assert not queries.shared_by(claire, IDS["zoe"])
        assert (
            queries.reflection_page(cast.person("zoe"), THREAD_ZOE_MARC).kept["surprised"] == WORDS
        )


@pytest.mark.parametrize("who", IDS)
def test_only_the_student_of_an_answered_conversation_writes(cast: Cast, who: str) -> None:
    with cast.app.app_context():
        for thread, author in ((THREAD_ZOE_MARC, "zoe"), (THREAD_LEA_GRACE, "")):
            if who == author:
                assert queries.reflection_page(cast.person(who), thread).changed_at is None
                continue
            with pytest.raises(NotFound):
                queries.reflection_page(cast.person(who), thread)
    client = cast.client(who)
    for path in ("reflection", "reflection/erase"):
        answer = client.post(f"/threads/{THREAD_ZOE_MARC}/{path}", data={"body_checked": "Oui."})
        assert answer.status_code == (302 if who == "zoe" else 404)
        assert client.post(f"/threads/{THREAD_LEA_GRACE}/{path}").status_code == 404
