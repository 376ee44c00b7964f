"""The board's logo: put, shown, taken out."""

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.blueprints.admin.routes import bp
from portal.blueprints.prints.forms import LogoForm
from portal.errors import Invalid, not_found
from portal.extensions import unit_of_work
from portal.i18n import _
from portal.models.people import Role
from portal.queries import prints as queries
from portal.services import logos
from portal.web.guard import for_roles, signed_in_person


@bp.route("/board/logo", methods=["GET", "POST"])
@for_roles(Role.ADMINISTRATOR)
def logo() -> ResponseReturnValue:
    """Show the logo and take another one."""
    form = LogoForm()
    if form.validate_on_submit():
        content = form.file.data.stream.read(logos.MOST_BYTES + 1)
        try:
            drawing = logos.drawn(content)
            with unit_of_work():
                logos.put(actor=signed_in_person(), drawing=drawing)
        except Invalid as refused:
            form.file.errors = [str(refused)]
        else:
            flash(_("The logo is saved. It is printed from now on."), "success")
            return redirect(url_for(".logo"))
    return render_template("admin/logo.html", form=form, has_logo=queries.logo() is not None)


@bp.get("/board/logo.png")
@for_roles(Role.ADMINISTRATOR)
def logo_png() -> ResponseReturnValue:
    """Answer with the logo as it is printed. Raises NotFound without one."""
    return Response(queries.logo() or not_found("logo", 1), mimetype="image/png")


@bp.post("/board/logo/remove")
@for_roles(Role.ADMINISTRATOR)
def remove_logo() -> ResponseReturnValue:
    """Print without a logo."""
    with unit_of_work():
        logos.remove(actor=signed_in_person())
    flash(_("Documents are printed without a logo from now on."), "success")
    return redirect(url_for(".logo"))
