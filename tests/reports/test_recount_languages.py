"""Files of the seeded demo hold the same numbers in both languages."""

import re
from collections import Counter

from flask import Flask
from sqlalchemy import select

from portal import clock
from portal.extensions import db
from portal.models.class_groups import ClassGroup
from portal.models.schools import School
from portal.reports import documents
from portal.reports.documents import ReportKind
from tests.reports.documents import text_of
from tests.reports.seeded import build, counsellor_of, person, spans


def test_french_and_english_files_of_the_demo_hold_the_same_numbers(demo: Flask) -> None:
    days = spans()[0]
    school = db.session.scalars(select(School)).first()
    assert school is not None
    group = db.session.scalars(select(ClassGroup).where(ClassGroup.school_id == school.id)).first()
    counsellor, administrator = counsellor_of(school.id), person("administration")
    assert group is not None
    asked = [
        (ReportKind.CLASS_GROUP, counsellor, group.id),
        (ReportKind.SCHOOL, counsellor, school.id),
        (ReportKind.BOARD, administrator, 1),
    ]
    for kind, viewer, number in asked:
        report = build(kind, viewer, number, days)
        made = clock.local(report.heading.made_at)
        french, english = (
            _numbers(text_of(documents.to_pdf(report, language=code))) for code in ("fr", "en")
        )
        french[str(made.hour)] -= 1
        english[str(made.hour % 12 or 12)] -= 1
        assert +french == +english, (kind, +(french - english), +(english - french))


def _numbers(text: str) -> Counter[str]:
    """Return its numbers; in another language it may break into pages elsewhere."""
    bare = re.sub(r"Page \d+ (of|de) \d+|under 1 hour|p\.m\.|a\.m\.", "", text)
    bare = re.sub(r"(?<=\d)[\u202f\u00a0 ,](?=\d{3}\b)", "", bare)
    return Counter(re.findall(r"\d+", bare.replace("1er", "1")))
