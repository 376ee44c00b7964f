"""Asking people into a group: a mentor, one student, a whole class group."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.blueprints.circles.making import mentors_looked_for
from portal.blueprints.counsellor.forms import FindForm
from portal.blueprints.groups.forms import InviteClassForm, InviteForm
from portal.blueprints.groups.routes import bp
from portal.blueprints.groups.steering import tried
from portal.errors import Conflict, Invalid
from portal.extensions import unit_of_work
from portal.i18n import _, _n
from portal.models.groups import MAKERS
from portal.models.people import Role
from portal.queries import memberships as members_query
from portal.queries.groups import group_page
from portal.services import memberships
from portal.web.guard import for_roles, signed_in_person
from portal.web.names import look_for, looked_for
from portal.web.paging import Page, page_number

LOOKED_FOR = "student_to_ask_in"


@bp.get("/<int:group_id>/members/mentors")
@for_roles(*MAKERS)
def mentors(group_id: int) -> ResponseReturnValue:
    """Look for a mentor to ask in, by name or occupation."""
    return _mentors(group_id, InviteForm(formdata=None))


@bp.post("/<int:group_id>/members/mentors")
@for_roles(*MAKERS)
def invite(group_id: int) -> ResponseReturnValue:
    """Ask a mentor into a group, as a guest until a day."""
    actor, form = signed_in_person(), InviteForm()
    if not form.validate_on_submit():
        return _mentors(group_id, form)
    mentor_id, last = form.mentor.data, form.last.data
    try:
        with unit_of_work():
            memberships.invite_mentor(
                actor=actor, group_id=group_id, mentor_id=mentor_id, last=last
            )
    except (Conflict, Invalid) as wrong:
        form.last.errors = [str(wrong)]
        return _mentors(group_id, form)
    flash(_("The invitation is sent."), "success")
    return redirect(url_for(".members", group_id=group_id))


@bp.get("/<int:group_id>/members/students")
@for_roles(Role.COUNSELLOR)
def students(group_id: int) -> ResponseReturnValue:
    """List the students whom the counsellor may ask into a group."""
    actor, words, number = signed_in_person(), looked_for(LOOKED_FOR), page_number()
    rows, more = members_query.students_to_invite(actor, group_id, words, page=number)
    return render_template(
        "groups/students.html",
        group=group_page(actor, group_id),
        page=Page(rows, number, has_next=more),
        words=words,
    )


@bp.post("/<int:group_id>/members/students/find")
@for_roles(Role.COUNSELLOR)
def find_students(group_id: int) -> ResponseReturnValue:
    """Look for a name; it stands in no address."""
    return look_for(FindForm(), LOOKED_FOR, ".students", group_id=group_id)


@bp.post("/<int:group_id>/members/students/<int:person_id>")
@for_roles(Role.COUNSELLOR)
def invite_student(group_id: int, person_id: int) -> ResponseReturnValue:
    """Ask one student into a group, who accepts or says no."""
    actor = signed_in_person()
    found = 1 if request.args.get("found") else None
    return tried(
        lambda: memberships.invite_student(actor=actor, group_id=group_id, student_id=person_id),
        url_for(".students", group_id=group_id, found=found),
        done=_("The invitation is sent."),
    )


@bp.post("/<int:group_id>/members/class")
@for_roles(Role.COUNSELLOR)
def invite_class(group_id: int) -> ResponseReturnValue:
    """Ask the students of a class group into a group."""
    actor, form = signed_in_person(), InviteClassForm()
    form.class_group.choices = members_query.classes_to_invite(actor)
    if form.validate_on_submit():
        chosen = form.class_group.data
        with unit_of_work():
            asked = memberships.invite_class(actor=actor, group_id=group_id, class_group_id=chosen)
        flash(_n("%(num)s student is invited.", "%(num)s students are invited.", asked), "success")
    return redirect(url_for(".members", group_id=group_id))


def _mentors(group_id: int, form: InviteForm) -> str:
    actor = signed_in_person()
    members_query.group_to_change(actor, group_id)
    words, rows = mentors_looked_for()
    return render_template(
        "groups/mentors.html",
        group=group_page(actor, group_id),
        rows=rows,
        words=words,
        form=form,
    )
