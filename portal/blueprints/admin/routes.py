"""The administration: counts, the board's settings, the schools."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.blueprints.admin.forms import BoardForm
from portal.extensions import unit_of_work
from portal.i18n import _
from portal.models.people import Role
from portal.queries import boards as board_queries
from portal.queries import concerns
from portal.queries import schools as school_queries
from portal.services import boards
from portal.web.boards import forget_board
from portal.web.guard import for_roles, signed_in_person
from portal.web.paging import Page, page_number

bp = Blueprint("admin", __name__, url_prefix="/admin")


@bp.get("")
@for_roles(Role.ADMINISTRATOR)
def home() -> ResponseReturnValue:
    """Show the board's counts and what was done last, without a name."""
    viewer = signed_in_person()
    return render_template(
        "admin/home.html",
        overview=board_queries.overview(viewer),
        cases=concerns.waiting(viewer),
    )


@bp.route("/board", methods=["GET", "POST"])
@for_roles(Role.ADMINISTRATOR)
def board() -> ResponseReturnValue:
    """Show and change what the board decides."""
    viewer = signed_in_person()
    form = BoardForm(obj=board_queries.board_of(viewer))
    if form.validate_on_submit():
        with unit_of_work():
            boards.change(actor=viewer, words=form.words())
        forget_board()
        flash(_("The board's settings are saved."), "success")
        return redirect(url_for(".board"))
    return render_template("admin/board.html", form=form)


@bp.get("/schools")
@for_roles(Role.ADMINISTRATOR)
def schools() -> ResponseReturnValue:
    """List the schools with their counts."""
    number = page_number()
    rows, total = school_queries.listed(signed_in_person(), page=number)
    page = Page(rows, number, number * school_queries.PAGE_SIZE < total, total)
    return render_template("admin/schools.html", page=page)
