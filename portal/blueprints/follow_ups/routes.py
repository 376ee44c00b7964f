"""What a student does with a word of the counsellor: says that it was read."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.extensions import unit_of_work
from portal.models.people import Role
from portal.services import follow_ups
from portal.web.guard import for_roles, signed_in_person

bp = Blueprint("follow_ups", __name__, url_prefix="/follow-ups")


@bp.post("/<int:number>/read")
@for_roles(Role.STUDENT)
def read(number: int) -> ResponseReturnValue:
    """Take a word off the student's home; the counsellor sees that it was read."""
    with unit_of_work():
        follow_ups.read(student=signed_in_person(), number=number)
    return redirect(url_for("front.home"))
