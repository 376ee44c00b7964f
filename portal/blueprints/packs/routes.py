"""Packs of documents: ordered, followed while they are made, fetched, cancelled."""

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from portal.blueprints.packs.forms import PackForm
from portal.errors import Conflict, not_found
from portal.extensions import in_one_go, unit_of_work
from portal.i18n import _
from portal.models.packs import PackScope
from portal.models.people import Role
from portal.models.prints import PrintKind
from portal.queries import packs as query
from portal.queries import prints
from portal.queries.packs import PackPage
from portal.services import packs
from portal.web.guard import for_roles, signed_in_person
from portal.web.paging import Page, page_number

bp = Blueprint("packs", __name__, url_prefix="/counsellor/packs")

NAMES = {
    ("student", "fr"): "rapports",
    ("student", "en"): "reports",
    ("attestation", "fr"): "attestations",
    ("attestation", "en"): "attestations",
}


@bp.get("")
@for_roles(Role.COUNSELLOR)
def mine() -> ResponseReturnValue:
    """List the packs that the counsellor asked for, the latest first."""
    number = page_number()
    rows, total = query.mine(signed_in_person(), page=number)
    page = Page(rows, number, number * query.PAGE_SIZE < total, total)
    return render_template("packs/mine.html", page=page)


@bp.route("/new", methods=["GET", "POST"])
@for_roles(Role.COUNSELLOR)
def new() -> ResponseReturnValue:
    """Order a pack of a class group (`scope=class-group&id=`) or of a school."""
    viewer = signed_in_person()
    if "scope" not in request.args:  # whose they are is chosen among the reports
        return redirect(url_for("counsellor.reports"))
    scope, number = _asked()
    query.check_follows(viewer, scope, number)
    form = PackForm(purposes=prints.offered(viewer, PrintKind.STUDENT))
    if form.validate_on_submit():
        key, order = form.send_key.data, form.order(scope, number)
        try:
            pack_id = in_one_go(lambda: packs.order(person=viewer, wanted=order, send_key=key).id)
        except Conflict as enough:
            flash(str(enough), "warning")
            return redirect(url_for(".mine"))
        return redirect(url_for(".show", pack_id=pack_id))
    if not form.is_submitted():
        period = form.period()
        form.first.data, form.last.data = period.first, period.last
    return render_template(
        "packs/new.html",
        form=form,
        scope=scope.value,
        number=number,
        about=query.about(scope, number),
        students=query.size_of(viewer, scope, number),
    )


@bp.get("/<int:pack_id>")
@for_roles(Role.COUNSELLOR)
def show(pack_id: int) -> ResponseReturnValue:
    """Show how far a pack is; the page keeps itself up to date."""
    return render_template("packs/show.html", pack=query.pack_page(signed_in_person(), pack_id))


@bp.get("/<int:pack_id>/file")
@for_roles(Role.COUNSELLOR)
def download(pack_id: int) -> ResponseReturnValue:
    """Hand the file over to who asked for it and still follows these students."""
    pack = query.pack_page(signed_in_person(), pack_id)
    path = query.archive(pack_id)
    if not pack.is_ready or not path.exists():
        not_found("pack", pack_id)
    answer = send_file(
        path,
        mimetype="application/zip",
        as_attachment=True,
        download_name=_file_name(pack),
        conditional=False,
        etag=False,
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.post("/<int:pack_id>/cancel")
@for_roles(Role.COUNSELLOR)
def cancel(pack_id: int) -> ResponseReturnValue:
    """Stop a pack that is being made."""
    with unit_of_work():
        packs.cancel(person=signed_in_person(), pack_id=pack_id)
    return redirect(url_for(".show", pack_id=pack_id))


@bp.post("/<int:pack_id>/again")
@for_roles(Role.COUNSELLOR)
def again(pack_id: int) -> ResponseReturnValue:
    """Go on with a pack that failed."""
    with unit_of_work():
        packs.try_again(person=signed_in_person(), pack_id=pack_id)
    flash(_("The pack goes on from where it stopped."), "success")
    return redirect(url_for(".show", pack_id=pack_id))


def _asked() -> tuple[PackScope, int]:
    """Return whose pack the address asks for. Raises NotFound when it says nothing sensible."""
    scope, number = request.args.get("scope", ""), request.args.get("id", type=int)
    if scope not in set(PackScope) or number is None or number > 2**62:
        not_found("pack", scope)
    return PackScope(scope), number


def _file_name(pack: PackPage) -> str:
    """Return a name without personal data, in the language of the documents."""
    return f"{NAMES[pack.kind.value, pack.language]}_{pack.first}_{pack.last}_{pack.language}.zip"
