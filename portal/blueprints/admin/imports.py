"""Imports: a file is chosen, checked and shown, then confirmed or discarded."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.blueprints.admin.forms import ImportForm
from portal.blueprints.admin.routes import bp
from portal.errors import NotFound, PortalError
from portal.extensions import unit_of_work
from portal.i18n import _
from portal.models.imports import ImportKind
from portal.models.people import Person, Role
from portal.queries import imports as queries
from portal.queries.boards import board_of
from portal.queries.staff import school_choices
from portal.services import imports
from portal.services.imports import Order, Refused, Report
from portal.web.guard import for_roles, signed_in_person


@bp.route("/imports", methods=["GET", "POST"], endpoint="imports")
@for_roles(Role.ADMINISTRATOR)
def upload() -> ResponseReturnValue:
    """Take a file and check the whole of it; nothing is imported yet."""
    viewer = signed_in_person()
    form = ImportForm(school_choices(viewer))
    if form.validate_on_submit():
        order = _order(viewer, form)
        try:
            report = imports.check(order)
        except PortalError as refusal:  # unreadable, or of no known board
            form.file.errors = [str(refusal)]
        else:
            with unit_of_work():
                import_id = imports.keep(actor=viewer, order=order, report=report).id
            return redirect(url_for(".show_import", import_id=import_id))
    return render_template("admin/imports.html", form=form, waiting=queries.waiting(viewer))


@bp.get("/imports/<int:import_id>")
@for_roles(Role.ADMINISTRATOR)
def show_import(import_id: int) -> ResponseReturnValue:
    """Show what the check found: counts, every bad line, the first rows."""
    file = queries.preview(signed_in_person(), import_id)
    report = Report.from_kept(file.report)
    return render_template("admin/import.html", file=file, report=report)


@bp.post("/imports/<int:import_id>/confirm")
@for_roles(Role.ADMINISTRATOR)
def confirm_import(import_id: int) -> ResponseReturnValue:
    """Import a file that was shown; a second click finds it gone and changes nothing."""
    keep_good = bool(request.form.get("keep_good"))
    try:
        with unit_of_work():
            report = imports.confirm(
                actor=signed_in_person(), import_id=import_id, keep_good=keep_good
            )
    except NotFound:
        flash(_("This file was already imported or discarded."), "info")
        return redirect(url_for(".imports"))
    except Refused as refusal:
        with unit_of_work():
            imports.check_again(actor=signed_in_person(), import_id=import_id)
        flash(str(refusal), "warning")
        return redirect(url_for(".show_import", import_id=import_id))
    flash(
        _(
            "Imported: %(created)s created, %(changed)s changed, %(unchanged)s unchanged.",
            created=report.created,
            changed=report.changed,
            unchanged=report.unchanged,
        ),
        "success",
    )
    return redirect(url_for(".imports"))


@bp.post("/imports/<int:import_id>/discard")
@for_roles(Role.ADMINISTRATOR)
def discard_import(import_id: int) -> ResponseReturnValue:
    """Destroy a file that was shown, without importing it."""
    with unit_of_work():
        imports.discard(actor=signed_in_person(), import_id=import_id)
    flash(_("The file is discarded. Nothing was imported."), "success")
    return redirect(url_for(".imports"))


def _order(viewer: Person, form: ImportForm) -> Order:
    kind = ImportKind(form.kind.data)
    content: bytes = form.file.data.read()
    if kind is ImportKind.STUDENTS:
        return Order(kind, content, school_id=form.school.data)
    if kind is ImportKind.SCHOOLS:
        board = board_of(viewer)
        return Order(kind, content, board_code=board.code if board else None)
    return Order(kind, content)
