"""Mentors: imported as applicants or screened; six steps, none skipped, before being active."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from portal.errors import Conflict, NotFound
from portal.extensions import db, unit_of_work
from portal.i18n import in_language
from portal.models.imports import ImportKind
from portal.models.jobs import Job
from portal.models.mentors import Mentor, MentorStep, MentorStepRecord, TrainingPath
from portal.models.people import Person
from portal.services import imports, mentors
from portal.services.faults import Reason
from portal.services.imports import Order, Report
from tests.cast import IDS

HEADERS = (
    "prénom;nom;courriel;langue;CNP;titre fr;employeur;région;parcours;"
    "langues d’échange;bio fr;sujets fr;capacité\n"
)
GOOD = (
    "Inès;Roy;ines@example.org;fr;21231 21232;Développeuse;Atelier Z;06;baccalauréat;"
    "français, anglais;J’aime expliquer.;Les études;2\n"
    "Tom;Hill;tom@example.org;en;72106;;;Estrie;sur le tas;English;;;\n"
)


@pytest.fixture(autouse=True)
def _language(app):
    with app.app_context(), in_language("en"):
        yield


def order(text: str, by: int | None = None) -> Order:
    return Order(ImportKind.MENTORS, (HEADERS + text).encode(), screened_by_id=by)


def carry_out(text: str, by: int | None = None) -> Report:
    with unit_of_work():
        return imports.carry_out(order(text, by), actor=None)


def mentor(email: str) -> Mentor:
    wanted = select(Mentor).join(Mentor.person).where(Person.email == email)
    wanted = wanted.options(selectinload(Mentor.occupations), selectinload(Mentor.person))
    found = db.session.scalar(wanted.execution_options(populate_existing=True))
    assert found is not None
    return found


def jobs() -> list[tuple[str, int]]:
    rows = db.session.scalars(select(Job).order_by(Job.id))
    return [(job.event, next(iter(job.payload.values()))) for job in rows]


def test_a_file_makes_applicants_who_are_invited():
    report = carry_out(GOOD)
    assert report.created == 2
    one, two = mentor("ines@example.org"), mentor("tom@example.org")
    assert [o.noc for o in one.occupations] == ["21231", "21232"]
    assert (one.region, one.path, one.languages) == ("06", TrainingPath.BACHELOR, ["fr", "en"])
    assert (one.job_title_fr, one.employer, one.capacity) == ("Développeuse", "Atelier Z", 2)
    assert (two.region, two.path, two.languages) == ("05", TrainingPath.ON_THE_JOB, ["en"])
    assert (two.capacity, two.person.language) == (3, "en")
    assert one.activated_at is None
    invited = {number for event, number in jobs() if event == "person.invited"}
    assert invited == {one.person_id, two.person_id}


def test_repeating_invites_nobody_and_changes_only_what_changed():
    carry_out(GOOD)
    before = jobs()
    report = carry_out(GOOD)
    assert (report.created, report.changed, report.unchanged) == (0, 0, 2)
    assert jobs() == before
    report = carry_out(GOOD.replace("21231 21232", "21232;").replace(";Développeuse", "Chef", 1))
    assert report.changed == 1
    assert [o.noc for o in mentor("ines@example.org").occupations] == ["21232"]
    assert jobs()[len(before) :] == [("mentor.changed", mentor("ines@example.org").person_id)]


def test_screened_mentors_have_every_step_and_are_active():
    carry_out(GOOD, by=IDS["coralie"])
    one = mentor("ines@example.org")
    assert one.activated_at is not None
    wanted = select(MentorStepRecord).where(MentorStepRecord.mentor_id == one.person_id)
    records = db.session.scalars(wanted).all()
    assert {record.step for record in records} == set(MentorStep)
    assert {record.recorded_by_id for record in records} == {IDS["coralie"]}
    assert carry_out(GOOD, by=IDS["coralie"]).unchanged == 2


FAULTS = {
    "an unknown NOC code": ("72106", "99999", Reason.NOT_AN_OCCUPATION),
    "a region of elsewhere": ("Estrie", "Ontario", Reason.NOT_A_REGION),
    "an unknown path": ("sur le tas", "YouTube", Reason.NOT_A_PATH),
    "no email": ("tom@example.org", "tom", Reason.NOT_AN_EMAIL),
    "an email of a student's counsellor": (
        "tom@example.org",
        "claire@example.org",
        Reason.EMAIL_TAKEN,
    ),
    "a phone number in a bio": (
        "English;;",
        "English;Appelez-moi au 514 555-0123;",
        Reason.NOT_SHOWABLE,
    ),
    "an email in the topics": ("English;;", "English;;moi@example.org", Reason.NOT_SHOWABLE),
    "a capacity of none": ("English;;;", "English;;;0", Reason.NOT_A_CAPACITY),
    "a language nobody offers": ("English;", "klingon;", Reason.NOT_A_LANGUAGE),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_named_with_its_line(name):
    old, new, reason = FAULTS[name]
    report = imports.check(order(GOOD.replace(old, new)))
    assert [(fault.line, fault.reason) for fault in report.faults] == [(3, reason)]


def test_an_unknown_code_is_repeated_in_the_sentence():
    report = imports.check(order(GOOD.replace("21231 21232", "21231 99999")))
    assert "99999" in report.faults[0].sentence


def record(cast, who: str, name: str, step: MentorStep) -> None:
    with unit_of_work():
        mentors.record_step(coordinator=cast.person(who), mentor_id=IDS[name], step=step)


def test_no_step_may_be_skipped(cast):
    with pytest.raises(Conflict):
        record(cast, "coralie", "nadia", MentorStep.TRAINING)
    for step in MentorStep:
        with pytest.raises(Conflict), unit_of_work():
            mentors.activate(coordinator=cast.person("coralie"), mentor_id=IDS["nadia"])
        record(cast, "coralie", "nadia", step)
        record(cast, "coralie", "nadia", step)  # the second click
    with unit_of_work():
        mentors.activate(coordinator=cast.person("coralie"), mentor_id=IDS["nadia"])
    assert db.session.get_one(Mentor, IDS["nadia"]).activated_at is not None
    assert ("mentor.changed", IDS["nadia"]) in jobs()


@pytest.mark.parametrize("who", ["zoe", "marc", "claire", "mona", "adele", "nadia"])
def test_nobody_else_screens_mentors(cast, who):
    with pytest.raises(NotFound):
        record(cast, who, "nadia", MentorStep.APPLICATION)
    with pytest.raises(NotFound), unit_of_work():
        mentors.deactivate(coordinator=cast.person(who), mentor_id=IDS["marc"])


def test_a_deactivated_mentor_comes_back_as_before(cast):
    for act in (mentors.deactivate, mentors.deactivate):
        with unit_of_work():
            act(coordinator=cast.person("coralie"), mentor_id=IDS["marc"])
    assert jobs() == [("mentor.changed", IDS["marc"])]
    with pytest.raises(Conflict), unit_of_work():
        mentors.activate(coordinator=cast.person("coralie"), mentor_id=IDS["marc"])
    with unit_of_work():
        mentors.reactivate(coordinator=cast.person("coralie"), mentor_id=IDS["marc"])
    marc = db.session.get_one(Mentor, IDS["marc"])
    assert marc.deactivated_at is None
    assert marc.activated_at is not None
