"""The pages of the guidance content: the board words it, a school plans it, two people at once."""

import re

from flask.testing import FlaskClient
from sqlalchemy import select

from portal import clock
from portal.extensions import db, unit_of_work
from portal.models.access_log import AuditEntry
from portal.models.activities import ActivityKind
from portal.models.guidance import GuidanceActivity, GuidanceItem, GuidanceMinutes, GuidancePlan
from portal.school_time import school_year
from portal.services import activities
from tests.cast import ENVOL, IDS, Cast

REALITY = 13  # the item on the reality of work, of sec. 4 and 5
WORDS = {
    "area": "work",
    "levels": ["sec4", "sec5"],
    "name_fr": "Rencontrer quelqu’un du métier",
    "name_en": "Meet somebody of the trade",
    "activities": ["first_message"],
}
PLAN = f"/counsellor/guidance/{ENVOL}?level=sec4&lang=en"


def seen(client: FlaskClient, path: str = PLAN) -> str:
    found = re.search(r'name="seen" type="hidden" value="([^"]*)"', client.get(path).text)
    assert found
    return found[1]


def test_the_board_words_adds_retires_and_counts(cast: Cast) -> None:
    adele = cast.client("adele")
    page = adele.get("/admin/guidance?lang=en").text
    assert page.count("Check the idea one has of the reality") >= 1
    assert "Add an item" in page and "Tick at least one level" not in page
    wrong = adele.post("/admin/guidance?lang=en", data=WORDS | {"levels": [], "name_fr": " "})
    assert "Tick at least one level." in wrong.text and "Meet somebody of the trade" in wrong.text
    assert adele.post("/admin/guidance", data=WORDS).status_code == 302
    changed = WORDS | {"name_en": "Meet a tradesperson", "official_en": "y", "activities": []}
    assert adele.post("/admin/guidance/14", data=changed).status_code == 302
    for how in ("up", "retire"):
        adele.post("/admin/guidance/14/place", data={"how": how})
    minutes = {f"{kind}_minutes": "20" for kind in GuidanceActivity}
    minutes |= {f"{kind}_times": "2" for kind in GuidanceActivity}
    told = adele.post("/admin/guidance/minutes?lang=en", data=minutes | {"search_minutes": "x"})
    assert "Write a whole number" in told.text
    assert adele.post("/admin/guidance/minutes", data=minutes).status_code == 302
    with cast.app.app_context():
        item = db.session.get_one(GuidanceItem, 14)
        assert (item.name_en, item.official_en, item.retired) == (
            "Meet a tradesperson",
            True,
            True,
        )
        assert (item.position, db.session.get_one(GuidanceItem, REALITY).position) == (13, 14)
        rules = db.session.scalars(select(GuidanceMinutes))
        assert {(row.minutes, row.times) for row in rules} == {(20, 2)}
        events = list(db.session.scalars(select(AuditEntry.event)))
    assert events == [
        "guidance.item_added", "guidance.item_changed", "guidance.item_moved",
        "guidance.item_retired", "guidance.minutes_changed",
    ]  # fmt: skip


def test_a_plan_is_kept_beside_what_happened_and_copied_the_next_year(cast: Cast) -> None:
    with cast.app.app_context(), unit_of_work():
        activities.record(student_id=IDS["zoe"], kind=ActivityKind.SEARCHED)
        activities.record(student_id=IDS["noah"], kind=ActivityKind.ORIENTED)
    claire, year = cast.client("claire"), school_year(clock.today())
    assert claire.get("/counsellor/guidance").location.endswith(f"/counsellor/guidance/{ENVOL}")
    typed = {f"minutes_{REALITY}": "90", f"note_{REALITY}": "Deux périodes en mars"}
    assert claire.post(PLAN, data=typed | {"seen": seen(claire)}).status_code == 302
    page = claire.get(PLAN).text
    assert 'value="90"' in page and "Deux périodes en mars" in page
    assert "1 h 30 min" in page  # planned for each student
    # Zoé wrote to Marc (20 min) and searched (10), Noah read the orientation (15).
    done = page.partition("Check the idea")[2].partition("</tr>")[0]
    assert ">2</td>" in done and "45 min" in done
    ahead = f"/counsellor/guidance/{ENVOL}?year={year + 1}&level=sec4&lang=en"
    assert "Copy last year" in claire.get(ahead).text
    copy = f"/counsellor/guidance/{ENVOL}/copy?year={year + 1}&lang=en"
    assert "1 line was copied." in claire.post(copy, follow_redirects=True).text
    assert "Nothing was left to copy." in claire.post(copy, follow_redirects=True).text
    with cast.app.app_context():
        rows = db.session.scalars(select(GuidancePlan).order_by(GuidancePlan.school_year)).all()
        assert [(row.school_year, row.minutes, row.note) for row in rows] == [
            (year, 90, "Deux périodes en mars"),
            (year + 1, 90, "Deux périodes en mars"),
        ]
    gone = claire.post(PLAN, data={f"minutes_{REALITY}": "", "seen": seen(claire)})
    assert gone.status_code == 302 and 'value="90"' not in claire.get(PLAN).text


def test_two_counsellors_at_once_lose_nothing(cast: Cast) -> None:
    claire = cast.client("claire")
    before = seen(claire)
    first = {f"minutes_{REALITY}": "90", f"note_{REALITY}": "En mars", "seen": before}
    assert claire.post(PLAN, data=first).status_code == 302
    late = {f"minutes_{REALITY}": "60", f"note_{REALITY}": "En avril", "seen": before}
    answer = claire.post(PLAN, data=late)
    assert "Somebody else changed this plan meanwhile" in answer.text
    assert "Now: 90" in answer.text and "Now: En mars" in answer.text
    assert 'value="60"' in answer.text and 'value="En avril"' in answer.text
    again = re.search(r'name="seen" type="hidden" value="([^"]*)"', answer.text)
    assert again
    assert claire.post(PLAN, data=late | {"seen": again[1]}).status_code == 302
    assert 'value="60"' in claire.get(PLAN).text


def test_a_note_with_a_number_to_call_is_refused_and_stays_in_its_field(cast: Cast) -> None:
    claire = cast.client("claire")
    typed = {f"note_{REALITY}": "Appelez au 514 555-0123", "seen": seen(claire)}
    answer = claire.post(PLAN, data=typed)
    assert "the portal sees in it" in answer.text and "514 555-0123" in answer.text
    wrong = claire.post(PLAN, data={f"minutes_{REALITY}": "9999", "seen": seen(claire)})
    assert "From 0 to 1200." in wrong.text and 'value="9999"' in wrong.text


def test_the_page_of_a_student_says_what_was_touched(cast: Cast) -> None:
    page = cast.client("claire").get(f"/counsellor/students/{IDS['zoe']}?lang=en").text
    touched = page.partition("touched this school year")[2].partition("Timeline")[0]
    assert "Check the idea one has of the reality" in touched and "20 min" in touched
    assert "Self-regulate" not in touched  # no match of hers is established
    none = cast.client("claire").get(f"/counsellor/students/{IDS['noah']}?lang=en").text
    assert "None yet: the orientation" in none
