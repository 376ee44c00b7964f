"""A student joins a class group with the code of the poster, or one read aloud."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.blueprints.class_codes.forms import CodeForm
from portal.errors import Invalid
from portal.extensions import in_one_go, unit_of_work
from portal.i18n import _
from portal.models.class_groups import ClassGroup
from portal.models.people import Role
from portal.services import class_codes, codes, sign_ins
from portal.web.guard import for_roles, signed_in_person

bp = Blueprint("class_codes", __name__, url_prefix="/join")


class TooMany(Invalid):
    """Wrong codes too often: a person or a class waits."""


@bp.route("", methods=["GET", "POST"])
@for_roles(Role.STUDENT)
def enter() -> ResponseReturnValue:
    """Ask for a code and go on to what it opens."""
    form = CodeForm()
    if not form.validate_on_submit():
        return render_template("class_codes/enter.html", form=form)
    return redirect(url_for(".show", code=codes.plain(form.code.data)))


@bp.get("/<code>")
@for_roles(Role.STUDENT)
def show(code: str) -> ResponseReturnValue:
    """Say which class group a code opens, and who will follow the student there."""
    student = signed_in_person()
    try:
        group = _guessed(lambda: class_codes.find(student=student, typed=code))
    except Invalid as wrong:
        return _refused(code, wrong)
    member = class_codes.is_member(student=student, class_group_id=group.id)
    return render_template("class_codes/show.html", group=group, code=code, member=member)


@bp.post("/<code>")
@for_roles(Role.STUDENT)
def join(code: str) -> ResponseReturnValue:
    """Join the class group; a second click changes nothing."""
    student = signed_in_person()
    try:
        group = _guessed(lambda: in_one_go(lambda: class_codes.join(student=student, typed=code)))
    except Invalid as wrong:
        return _refused(code, wrong)
    flash(_("You are in the group %(name)s.", name=group.name), "success")
    return redirect(url_for("front.home"))


def _guessed(look: Callable[[], ClassGroup]) -> ClassGroup:
    """Return what `look` finds; a wrong code counts, so that nobody tries them all."""
    with unit_of_work():
        attempt = sign_ins.begin_guess(
            person=signed_in_person(), address=request.remote_addr or ""
        )
    if attempt.is_refused:
        raise TooMany(attempt.wait_sentence)
    group = look()
    with unit_of_work():
        sign_ins.succeed(attempt=attempt)
    return group


def _refused(code: str, wrong: Invalid) -> ResponseReturnValue:
    form = CodeForm(formdata=None, data={"code": code})
    form.code.errors = [str(wrong)]
    page = render_template("class_codes/enter.html", form=form)
    return page, 429 if isinstance(wrong, TooMany) else 200
