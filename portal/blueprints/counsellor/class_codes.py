"""The code that opens a class group to its students, and the poster that shows it."""

from flask import Response, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.blueprints.class_codes.forms import NewCodeForm
from portal.blueprints.counsellor.routes import bp, pdf_answer
from portal.errors import not_found
from portal.extensions import unit_of_work
from portal.i18n import LANGUAGES, _, language
from portal.models.people import Role
from portal.queries import class_groups as query
from portal.reports import posters
from portal.services import class_codes, codes
from portal.web.boards import current_board
from portal.web.guard import for_roles, signed_in_person


@bp.post("/class-groups/<int:class_group_id>/code")
@for_roles(Role.COUNSELLOR)
def make_class_code(class_group_id: int) -> ResponseReturnValue:
    """Make a new code, which ends the former one."""
    form = NewCodeForm()
    if form.validate_on_submit():
        with unit_of_work():
            class_codes.make(
                actor=signed_in_person(),
                class_group_id=class_group_id,
                lasting=form.lasting.data,
            )
        flash(_("The code is ready: read it aloud, or print the poster."), "success")
    return redirect(url_for(".class_group", class_group_id=class_group_id, _anchor="code"))


@bp.post("/class-groups/<int:class_group_id>/code/revoke")
@for_roles(Role.COUNSELLOR)
def revoke_class_code(class_group_id: int) -> ResponseReturnValue:
    """End the code at once."""
    with unit_of_work():
        class_codes.revoke(actor=signed_in_person(), class_group_id=class_group_id)
    flash(_("The code opens nothing any more."), "success")
    return redirect(url_for(".class_group", class_group_id=class_group_id, _anchor="code"))


@bp.get("/class-groups/<int:class_group_id>/poster.pdf")
@for_roles(Role.COUNSELLOR)
def class_poster(class_group_id: int) -> Response:
    """Answer with the poster of the code that is good now; `lang` chooses its language."""
    page = query.class_group_page(signed_in_person(), class_group_id)
    code = page.code or not_found("class code", class_group_id)
    spoken = codes.spoken(code.text)
    asked = request.args.get("lang")
    board = current_board()
    poster = posters.Poster(
        board_fr=board.name_fr,
        board_en=board.name_en,
        school=page.school,
        class_group=page.name,
        address=f"{current_app.config['BASE_URL'].rstrip('/')}/join",
        code=spoken,
        expires_at=code.expires_at,
    )
    chosen = asked if asked in LANGUAGES else language()
    return pdf_answer(
        posters.to_pdf(poster, language=chosen), "poster.pdf" if chosen == "en" else "affiche.pdf"
    )
