"""Where a counsellor begins: who needs help, class groups, schools."""

from uuid import uuid4

from flask import Blueprint, Response, render_template, session
from flask.typing import ResponseReturnValue

from portal.models.people import Role
from portal.queries import class_groups, concerns, needs
from portal.services.follow_ups import ACTIONS
from portal.web.guard import for_roles, reader

bp = Blueprint("counsellor", __name__, url_prefix="/counsellor")

UNDOABLE = "followed_up"  # in the session: what the next page offers to undo


@bp.get("")
@for_roles(Role.COUNSELLOR, reads=True)
def home() -> ResponseReturnValue:
    """Open on who needs the counsellor, then the class groups and schools."""
    viewer = reader()
    return render_template(
        "counsellor/home.html",
        needs=needs.who_needs_me(viewer),
        actions=ACTIONS,
        key=uuid4().hex,
        undoable=session.pop(UNDOABLE, None),
        held=needs.held_too_long(viewer),
        groups=class_groups.followed(viewer),
        schools=class_groups.followed_schools(viewer),
        cases=concerns.waiting(viewer),
    )


def pdf_answer(document: bytes, filename: str) -> Response:
    """Answer with a PDF to save; its name holds no personal data."""
    response = Response(document, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response
