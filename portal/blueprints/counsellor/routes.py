"""What a counsellor follows: who needs help, students, class groups, slips."""

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from portal.blueprints.counsellor.forms import ConsentForm, FindForm, PasswordForm, SlipsForm
from portal.data.occupations import occupations
from portal.errors import Conflict, Invalid
from portal.extensions import unit_of_work
from portal.i18n import _, language
from portal.models.people import Role
from portal.queries import class_groups, concerns, curiosities, recommendations, students
from portal.queries.standings import NEEDS, Standing
from portal.queries.students import PAGE_SIZE, Filter, SlipRow, StudentPage
from portal.reports import pdf, slips
from portal.services import consents, passwords, people
from portal.services.passwords import FirstPassword
from portal.web.boards import current_board
from portal.web.guard import for_roles, reader, signed_in_person
from portal.web.names import look_for, looked_for
from portal.web.paging import Page, page_number

bp = Blueprint("counsellor", __name__, url_prefix="/counsellor")

SLIPS_AT_ONCE = 60  # a PDF of more takes longer than a person waits at a page

LOOKED_FOR = "student_looked_for"
KEPT = ("found", "need", "school")  # from one page of the list to the next


@bp.get("")
@for_roles(Role.COUNSELLOR, reads=True)
def home() -> ResponseReturnValue:
    """Open on who needs the counsellor, then the class groups and schools."""
    viewer = reader()
    return render_template(
        "counsellor/home.html",
        needs=students.who_needs_me(viewer),
        groups=class_groups.followed(viewer),
        schools=class_groups.followed_schools(viewer),
        cases=concerns.waiting(viewer),
    )


@bp.get("/students", endpoint="students")
@for_roles(Role.COUNSELLOR, reads=True)
def listing() -> ResponseReturnValue:
    """List the students followed, by name, with where each stands."""
    wanted = _filter()
    number = page_number()
    rows, total = students.listed(reader(), wanted, page=number)
    return render_template(
        "counsellor/students.html",
        page=Page(rows, number, number * PAGE_SIZE < total, total),
        wanted=wanted,
        choices=NEEDS,
        kept={key: request.args[key] for key in KEPT if key in request.args},
    )


@bp.post("/students")
@for_roles(Role.COUNSELLOR)
def find() -> ResponseReturnValue:
    """Look for a name; it stands in no address."""
    return look_for(FindForm(), LOOKED_FOR, ".students")


def _filter() -> Filter:
    words = looked_for(LOOKED_FOR)
    asked = request.args.get("need", "")
    return Filter(
        words=words,
        need=Standing(asked) if asked in NEEDS else None,
        school_id=request.args.get("school", type=int),
    )


@bp.get("/students/<int:student_id>")
@for_roles(Role.COUNSELLOR)
def student(student_id: int) -> ResponseReturnValue:
    """Show one student: account, consent, matches as counts and dates."""
    page = students.student_page(signed_in_person(), student_id)
    return _student_page(page, ConsentForm())


def _student_page(page: StudentPage, form: ConsentForm) -> ResponseReturnValue:
    return render_template(
        "counsellor/student.html",
        page=page,
        form=form,
        occupations=occupations(),
        curious=curiosities.of_student(signed_in_person(), page.id),
        recommended=recommendations.made(signed_in_person(), page.id),
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
    return _student_page(students.student_page(viewer, student_id), form)


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
    page = students.student_page(viewer, student_id)
    if not PasswordForm().validate_on_submit() or not page.may_have_password:
        raise Conflict(_("This account cannot have a password now."))
    first = passwords.first_password()
    with unit_of_work():
        people.issue_password(actor=viewer, student_id=student_id, first=first)
    return render_template("counsellor/password.html", page=page, password=first.text)


@bp.get("/class-groups/<int:class_group_id>")
@for_roles(Role.COUNSELLOR, reads=True)
def class_group(class_group_id: int) -> ResponseReturnValue:
    """List a class group's students; print slips and the report from here."""
    page = class_groups.class_group_page(reader(), class_group_id)
    return render_template("counsellor/class_group.html", page=page, form=SlipsForm())


@bp.post("/class-groups/<int:class_group_id>/slips", endpoint="slips")
@for_roles(Role.COUNSELLOR)
def print_slips(class_group_id: int) -> ResponseReturnValue:
    """Issue first passwords and answer with one page for each student."""
    viewer, form = signed_in_person(), SlipsForm()
    page = class_groups.class_group_page(viewer, class_group_id)
    if not form.validate_on_submit():
        return render_template("counsellor/class_group.html", page=page, form=form)
    pdf.check()  # before any password changes
    rows = students.slip_rows(viewer, class_group_id, form.receivers.data)
    if not rows:
        flash(_("Nobody in this group is left to receive such a slip."), "warning")
        return redirect(url_for(".class_group", class_group_id=class_group_id))
    if len(rows) > SLIPS_AT_ONCE:
        raise Conflict(_("At most %(number)s slips are printed at once.", number=SLIPS_AT_ONCE))
    document = _issue(rows, page.school, page.name)
    return pdf_answer(document, "slips.pdf" if language() == "en" else "feuillets.pdf")


def _issue(rows: list[SlipRow], school: str, group: str) -> bytes:
    """Print first, then keep the passwords: a slip never printed changes nothing."""
    firsts = {row.id: passwords.first_password() for row in rows}
    document = slips.to_pdf(_slips(rows, firsts, school, group), language=language())
    with unit_of_work():
        people.issue_passwords(
            actor=signed_in_person(),
            firsts=firsts,
            versions={row.id: row.session_version for row in rows},
        )
    return document


def _slips(
    rows: list[SlipRow], firsts: dict[int, FirstPassword], school: str, group: str
) -> slips.Slips:
    board = current_board()
    return slips.Slips(
        board_fr=board.name_fr,
        board_en=board.name_en,
        school=school,
        class_group=group,
        address=current_app.config["BASE_URL"],
        slips=[
            slips.Slip(row.name, row.username, firsts[row.id].text, row.language) for row in rows
        ],
    )


def pdf_answer(document: bytes, filename: str) -> Response:
    """Answer with a PDF to save; its name holds no personal data."""
    response = Response(document, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response
