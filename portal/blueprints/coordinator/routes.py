"""The screening of mentors: six steps, then active; verified to a day; paused or deactivated."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.blueprints.coordinator.forms import FindForm, StepForm, VerificationForm
from portal.data.occupations import occupations
from portal.data.regions import regions
from portal.errors import Conflict
from portal.extensions import unit_of_work
from portal.i18n import _
from portal.models.mentors import MentorStep
from portal.models.people import Role
from portal.queries import concerns, screenings
from portal.queries.screenings import Standing
from portal.services import mentors
from portal.web.guard import for_roles, signed_in_person
from portal.web.names import look_for, looked_for
from portal.web.paging import Page, page_number

bp = Blueprint("coordinator", __name__, url_prefix="/coordinator")

LOOKED_FOR = "mentor_looked_for"


@bp.get("")
@for_roles(Role.COORDINATOR)
def home() -> ResponseReturnValue:
    """List the mentors who stand where the address says, or whose name was looked for."""
    viewer, number = signed_in_person(), page_number()
    words = looked_for(LOOKED_FOR)
    asked = request.args.get("standing", "")
    standing = Standing(asked) if asked in list(Standing) else Standing.APPLICANT
    rows, total = screenings.listed(viewer, standing, words, page=number)
    return render_template(
        "coordinator/home.html",
        page=Page(rows, number, number * screenings.PAGE_SIZE < total, total),
        counts=screenings.counts(viewer),
        to_renew=screenings.renewals(viewer)[1],
        standing=None if words else standing,
        words=words,
        kept={"found": 1} if words else {"standing": standing.value},
        occupations=occupations(),
        cases=concerns.waiting(viewer),
    )


@bp.post("")
@for_roles(Role.COORDINATOR)
def find() -> ResponseReturnValue:
    """Look for a name; it stands in no address."""
    return look_for(FindForm(), LOOKED_FOR, ".home")


@bp.get("/mentors/<int:mentor_id>")
@for_roles(Role.COORDINATOR)
def mentor(mentor_id: int) -> ResponseReturnValue:
    """Show one mentor: the profile, the six steps, what may be done now."""
    return _mentor_page(mentor_id)


def _mentor_page(mentor_id: int, verification: VerificationForm | None = None) -> str:
    page = screenings.page(signed_in_person(), mentor_id)
    until = page.screened_until
    return render_template(
        "coordinator/mentor.html",
        page=page,
        form=StepForm(formdata=None, step=page.next_step.value if page.next_step else ""),
        verification=verification or VerificationForm(formdata=None, screened_until=until),
        occupations=occupations(),
        regions=regions(),
    )


@bp.post("/mentors/<int:mentor_id>/steps")
@for_roles(Role.COORDINATOR)
def record_step(mentor_id: int) -> ResponseReturnValue:
    """Write down that the next step was done."""
    form = StepForm()
    if not form.validate_on_submit():
        raise Conflict(_("An earlier step is missing. No step may be skipped."))
    with unit_of_work():
        mentors.record_step(
            coordinator=signed_in_person(), mentor_id=mentor_id, step=MentorStep(form.step.data)
        )
    flash(_("The step is recorded."), "success")
    return redirect(url_for(".mentor", mentor_id=mentor_id))


@bp.get("/renewals")
@for_roles(Role.COORDINATOR)
def renewals() -> ResponseReturnValue:
    """List the mentors whose verification ends soon or has ended."""
    number = page_number()
    rows, total = screenings.renewals(signed_in_person(), page=number)
    page = Page(rows, number, number * screenings.PAGE_SIZE < total, total)
    return render_template("coordinator/renewals.html", page=page)


@bp.post("/mentors/<int:mentor_id>/verification")
@for_roles(Role.COORDINATOR)
def record_verification(mentor_id: int) -> ResponseReturnValue:
    """Keep until when the board's verification of the mentor holds."""
    form = VerificationForm()
    if not form.validate_on_submit():
        return _mentor_page(mentor_id, form), 422
    with unit_of_work():
        mentors.record_verification_end(
            coordinator=signed_in_person(),
            mentor_id=mentor_id,
            screened_until=form.screened_until.data,
        )
    flash(_("The end of the verification is recorded."), "success")
    return redirect(url_for(".mentor", mentor_id=mentor_id))


@bp.post("/mentors/<int:mentor_id>/activate")
@for_roles(Role.COORDINATOR)
def activate(mentor_id: int) -> ResponseReturnValue:
    """Let students find the mentor."""
    return _done(mentors.activate, mentor_id, _("Students can find this mentor now."))


@bp.post("/mentors/<int:mentor_id>/deactivate")
@for_roles(Role.COORDINATOR)
def deactivate(mentor_id: int) -> ResponseReturnValue:
    """Take the mentor out of the search."""
    return _done(mentors.deactivate, mentor_id, _("This mentor is deactivated."))


@bp.post("/mentors/<int:mentor_id>/reactivate")
@for_roles(Role.COORDINATOR)
def reactivate(mentor_id: int) -> ResponseReturnValue:
    """Undo a deactivation."""
    return _done(mentors.reactivate, mentor_id, _("This mentor is reactivated."))


def _done(act: Callable[..., None], mentor_id: int, sentence: str) -> ResponseReturnValue:
    with unit_of_work():
        act(coordinator=signed_in_person(), mentor_id=mentor_id)
    flash(sentence, "success")
    return redirect(url_for(".mentor", mentor_id=mentor_id))
