"""What the demo's counsellor and administrator printed, and what they wrote for the end of it."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal import clock
from portal.extensions import db
from portal.models.class_groups import ClassGroup, ClassGroupMember, CounsellorSchool
from portal.models.people import Person
from portal.models.prints import PrintFor, PrintForm, PrintKind
from portal.school_time import school_year
from portal.services import prints
from portal.services.next_steps import write_next_steps
from portal.services.prints import Order

NEXT_STEPS = (
    "Revoir en janvier les élèves qui n’ont pas encore écrit, une période au laboratoire "
    "par groupe.\n\nInviter deux personnes des métiers de la santé, les plus demandés."
)
BOARD_STEPS = "Recruter d’abord dans les secteurs où des recherches restent sans réponse."
OUTSIDE = "Demande du comité de parents, avec l’accord de la direction."


def add_prints(*, counsellor_id: int, administrator_id: int) -> None:
    """Add some prints of the last weeks, and the next steps of this school year's reports."""
    counsellor, administrator = _person(counsellor_id), _person(administrator_id)
    school = db.session.scalars(
        select(CounsellorSchool.school_id).where(CounsellorSchool.counsellor_id == counsellor.id)
    ).first()
    group = db.session.scalars(
        select(ClassGroup.id)
        .where(ClassGroup.school_id == school)
        .join(ClassGroupMember, ClassGroupMember.class_group_id == ClassGroup.id)
        .order_by(ClassGroup.id)
    ).first()
    if school is None or group is None:
        return
    _print(counsellor, PrintKind.CLASS_GROUP, group, days_ago=20, named=True)
    _print(counsellor, PrintKind.SCHOOL, school, days_ago=12, form=PrintForm.PDF_A)
    _print(counsellor, PrintKind.CLASS_GROUP, group, days_ago=5, named=True, reason=OUTSIDE)
    _print(counsellor, PrintKind.GOVERNING_BOARD, school, days_ago=3)
    _print(administrator, PrintKind.BOARD, 1, days_ago=2, form=PrintForm.XLSX)
    year = school_year(clock.today())
    for person, kind, number, body in (
        (counsellor, PrintKind.CLASS_GROUP, group, NEXT_STEPS),
        (counsellor, PrintKind.SCHOOL, school, NEXT_STEPS),
        (administrator, PrintKind.BOARD, 1, BOARD_STEPS),
    ):
        write_next_steps(person=person, kind=kind, number=number, school_year=year, body=body)


def _print(
    person: Person,
    kind: PrintKind,
    number: int,
    *,
    days_ago: int,
    named: bool = False,
    form: PrintForm = PrintForm.PDF,
    reason: str = "",
) -> None:
    with clock.moved_by(-timedelta(days=days_ago)):
        today = clock.today()
        order = Order(
            kind=kind,
            number=number,
            form=form,
            language="fr",
            first=today.replace(day=1),
            last=today,
            named=named,
            meant_for=PrintFor.OUTSIDE if reason else PrintFor.SCHOOL,
            reason=reason,
        )
        prints.record(person=person, order=order, code=prints.new_code())


def _person(number: int) -> Person:
    wanted = select(Person).where(Person.id == number).options(joinedload(Person.role_rows))
    return db.session.scalars(wanted).unique().one()
