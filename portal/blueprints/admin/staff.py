"""The staff: found by name, invited, given roles, suspended. Never students."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.blueprints.admin.forms import FindForm, RolesForm, StaffForm
from portal.blueprints.admin.routes import bp
from portal.errors import Conflict, Invalid
from portal.extensions import unit_of_work
from portal.i18n import _
from portal.models.people import Role
from portal.queries import staff as queries
from portal.queries.staff import StaffMember
from portal.services import staff
from portal.web.guard import for_roles, signed_in_person
from portal.web.names import look_for, looked_for
from portal.web.paging import Page, page_number

LOOKED_FOR = "staff_looked_for"


@bp.get("/people")
@for_roles(Role.ADMINISTRATOR)
def people() -> ResponseReturnValue:
    """List the staff by name."""
    words = looked_for(LOOKED_FOR)
    number = page_number()
    rows, total = queries.listed(signed_in_person(), words, page=number)
    return render_template(
        "admin/people.html",
        page=Page(rows, number, number * queries.PAGE_SIZE < total, total),
        words=words,
        kept={"found": 1} if words else {},
    )


@bp.post("/people")
@for_roles(Role.ADMINISTRATOR)
def find_people() -> ResponseReturnValue:
    """Look for a name; it stands in no address."""
    return look_for(FindForm(), LOOKED_FOR, ".people")


@bp.route("/people/new", methods=["GET", "POST"])
@for_roles(Role.ADMINISTRATOR)
def new_person() -> ResponseReturnValue:
    """Create a member of the staff, who is invited by mail."""
    viewer = signed_in_person()
    form = StaffForm(queries.school_choices(viewer))
    if form.validate_on_submit():
        try:
            with unit_of_work():
                person_id = staff.add(actor=viewer, account=form.account()).id
        except (Conflict, Invalid) as refusal:
            form.email.errors = [str(refusal)]
        else:
            flash(_("The account is created. An invitation is on its way by email."), "success")
            return redirect(url_for(".person", person_id=person_id))
    return render_template("admin/new_person.html", form=form)


@bp.route("/people/<int:person_id>", methods=["GET", "POST"])
@for_roles(Role.ADMINISTRATOR)
def person(person_id: int) -> ResponseReturnValue:
    """Show one member of the staff; change roles and schools."""
    viewer = signed_in_person()
    member = queries.member(viewer, person_id)
    form = _roles_form(member)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                staff.change(
                    actor=viewer,
                    person_id=person_id,
                    roles=form.chosen_roles,
                    school_ids=form.schools.data,
                )
        except (Conflict, Invalid) as refusal:
            form.roles.errors = [str(refusal)]
        else:
            flash(_("Roles and schools are saved."), "success")
            return redirect(url_for(".person", person_id=person_id))
    return render_template("admin/person.html", member=member, form=form)


@bp.post("/people/<int:person_id>/suspend")
@for_roles(Role.ADMINISTRATOR)
def suspend_person(person_id: int) -> ResponseReturnValue:
    """Keep a member of the staff out, at once."""
    with unit_of_work():
        staff.suspend(actor=signed_in_person(), person_id=person_id)
    flash(_("The account is suspended and signed out everywhere."), "success")
    return redirect(url_for(".person", person_id=person_id))


@bp.post("/people/<int:person_id>/reactivate")
@for_roles(Role.ADMINISTRATOR)
def reactivate_person(person_id: int) -> ResponseReturnValue:
    """Let a member of the staff in again."""
    with unit_of_work():
        staff.reactivate(actor=signed_in_person(), person_id=person_id)
    flash(_("The account is active again."), "success")
    return redirect(url_for(".person", person_id=person_id))


def _roles_form(member: StaffMember) -> RolesForm:
    choices = queries.school_choices(signed_in_person())
    roles = [role.value for role in member.roles]
    return RolesForm(choices, roles=roles, schools=list(member.school_ids))
