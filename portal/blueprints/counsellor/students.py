"""The students whom a counsellor follows: the list, and one of them."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.blueprints.counsellor import exporting
from portal.blueprints.counsellor.forms import ConsentForm, FindForm, PasswordForm
from portal.blueprints.counsellor.routes import bp
from portal.data.occupations import occupations
from portal.errors import Conflict, Invalid
from portal.extensions import unit_of_work
from portal.i18n import _
from portal.models.people import Role
from portal.models.students import Level
from portal.queries import (
    class_groups,
    curiosities,
    follow_ups,
    recommendations,
    reflections,
    students,
)
from portal.queries.standings import Need
from portal.queries.student_pages import StudentPage, student_page
from portal.queries.students import PAGE_SIZE, Filter, Order
from portal.queries.timelines import timeline
from portal.reports import guidance, periods
from portal.services import consents, passwords, people
from portal.services import follow_ups as service
from portal.web.guard import for_roles, reader, signed_in_person
from portal.web.names import look_for, looked_for
from portal.web.paging import Page, page_number

LOOKED_FOR = "student_looked_for"
# From one page of the list to the next.
KEPT = ("found", "need", "level", "school", "group", "sort", "down")
LARGEST = 2**62  # a number that every database holds


@bp.get("/students", endpoint="students")
@for_roles(Role.COUNSELLOR, reads=True)
def listing() -> ResponseReturnValue:
    """List the students followed, sorted and filtered, with where each stands."""
    viewer, wanted, number = reader(), _filter(), page_number()
    rows, total = students.listed(viewer, wanted, page=number)
    return render_template(
        "counsellor/students.html",
        page=Page(rows, number, number * PAGE_SIZE < total, total),
        wanted=wanted,
        needs=list(Need),
        levels=list(Level),
        orders=list(Order),
        groups=class_groups.followed(viewer),
        schools=class_groups.followed_schools(viewer),
        kept=_kept(),
    )


@bp.post("/students")
@for_roles(Role.COUNSELLOR)
def find() -> ResponseReturnValue:
    """Look for a name; it stands in no address."""
    return look_for(FindForm(), LOOKED_FOR, ".students")


@bp.post("/students/export")
@for_roles(Role.COUNSELLOR)
def export_students() -> ResponseReturnValue:
    """Answer with the whole list as it is filtered and sorted; that it was taken is kept."""
    viewer, wanted = signed_in_person(), _filter()
    found = students.whole_list(viewer, wanted)
    with unit_of_work():
        service.note_export(counsellor=viewer, count=len(found))
    return exporting.answer(found, request.form.get("format", ""))


def _kept() -> dict[str, str]:
    return {key: request.args[key] for key in KEPT if request.args.get(key)}


def _filter() -> Filter:
    asked = request.args.get
    need, level, order = asked("need", ""), asked("level", ""), asked("sort", "")
    return Filter(
        words=looked_for(LOOKED_FOR),
        need=Need(need) if need in set(Need) else None,
        level=Level(level) if level in set(Level) else None,
        school_id=_number("school"),
        class_group_id=_number("group"),
        order=Order(order) if order in set(Order) else Order.NAME,
        down="down" in request.args,
    )


def _number(name: str) -> int | None:
    number = request.args.get(name, type=int)
    return None if number is None else min(max(number, 0), LARGEST)


@bp.get("/students/<int:student_id>")
@for_roles(Role.COUNSELLOR)
def student(student_id: int) -> ResponseReturnValue:
    """Show one student: account, consent, matches as counts and dates."""
    page = student_page(signed_in_person(), student_id)
    return _student_page(page, ConsentForm())


def _student_page(page: StudentPage, form: ConsentForm) -> ResponseReturnValue:
    viewer = signed_in_person()
    done = follow_ups.of_student(viewer, page.id)
    return render_template(
        "counsellor/student.html",
        page=page,
        form=form,
        done=done,
        events=timeline(page, done),
        occupations=occupations(),
        curious=curiosities.of_student(viewer, page.id),
        content=guidance.of_student(viewer, page, periods.school_year()),
        shared=reflections.shared_by(viewer, page.id),
        recommended=recommendations.made(viewer, page.id),
    )


@bp.post("/students/<int:student_id>/consent")
@for_roles(Role.COUNSELLOR)
def consent(student_id: int) -> ResponseReturnValue:
    """Record the signed consent of a holder of parental authority."""
    viewer, form = signed_in_person(), ConsentForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                consents.record_parental(
                    actor=viewer, student_id=student_id, given_on=form.given_on.data
                )
        except Invalid as wrong:
            form.given_on.errors = [str(wrong)]
        else:
            flash(_("The parental consent is recorded."), "success")
            return redirect(url_for(".student", student_id=student_id))
    return _student_page(student_page(viewer, student_id), form)


@bp.post("/students/<int:student_id>/consent/withdraw")
@for_roles(Role.COUNSELLOR)
def withdraw_consent(student_id: int) -> ResponseReturnValue:
    """Withdraw the student's consents, as the student or a parent asked."""
    with unit_of_work():
        consents.withdraw(actor=signed_in_person(), student_id=student_id)
    flash(_("The consent is withdrawn and the student is signed out everywhere."), "success")
    return redirect(url_for(".student", student_id=student_id))


@bp.post("/students/<int:student_id>/password")
@for_roles(Role.COUNSELLOR)
def new_password(student_id: int) -> ResponseReturnValue:
    """Issue a new first password and show it, this once."""
    viewer = signed_in_person()
    page = student_page(viewer, student_id)
    if not PasswordForm().validate_on_submit() or not page.may_have_password:
        raise Conflict(_("This account cannot have a password now."))
    first = passwords.first_password()
    with unit_of_work():
        people.issue_password(actor=viewer, student_id=student_id, first=first)
    return render_template("counsellor/password.html", page=page, password=first.text)
