"""Slips with a first password: printed for a class group, kept once they are printed."""

from flask import current_app, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.blueprints.counsellor.class_groups import page_of
from portal.blueprints.counsellor.forms import SlipsForm
from portal.blueprints.counsellor.routes import bp, pdf_answer
from portal.errors import Conflict
from portal.extensions import unit_of_work
from portal.i18n import _, language
from portal.models.people import Role
from portal.queries import class_groups
from portal.queries import slips as query
from portal.queries.slips import SlipRow
from portal.reports import pdf, slips
from portal.services import passwords, people
from portal.services.passwords import FirstPassword
from portal.web.boards import current_board
from portal.web.guard import for_roles, signed_in_person

SLIPS_AT_ONCE = 60  # a PDF of more takes longer than a person waits at a page


@bp.post("/class-groups/<int:class_group_id>/slips", endpoint="slips")
@for_roles(Role.COUNSELLOR)
def print_slips(class_group_id: int) -> ResponseReturnValue:
    """Issue first passwords and answer with one page for each student."""
    viewer, form = signed_in_person(), SlipsForm()
    page = class_groups.class_group_page(viewer, class_group_id)
    if not form.validate_on_submit():
        return page_of(class_group_id, form)
    pdf.check()  # before any password changes
    rows = query.slip_rows(viewer, class_group_id, form.receivers.data)
    if not rows:
        flash(_("Nobody in this group is left to receive such a slip."), "warning")
        return redirect(url_for(".class_group", class_group_id=class_group_id))
    if len(rows) > SLIPS_AT_ONCE:
        raise Conflict(_("At most %(number)s slips are printed at once.", number=SLIPS_AT_ONCE))
    document = _issue(rows, page.school, page.name)
    return pdf_answer(document, "slips.pdf" if language() == "en" else "feuillets.pdf")


def _issue(rows: list[SlipRow], school: str, group: str) -> bytes:
    """Print first, then keep the passwords: a slip never printed changes nothing."""
    firsts = {row.id: passwords.first_password() for row in rows}
    document = slips.to_pdf(_slips(rows, firsts, school, group), language=language())
    with unit_of_work():
        people.issue_passwords(
            actor=signed_in_person(),
            firsts=firsts,
            versions={row.id: row.session_version for row in rows},
        )
    return document


def _slips(
    rows: list[SlipRow], firsts: dict[int, FirstPassword], school: str, group: str
) -> slips.Slips:
    board = current_board()
    return slips.Slips(
        board_fr=board.name_fr,
        board_en=board.name_en,
        school=school,
        class_group=group,
        address=current_app.config["BASE_URL"],
        slips=[
            slips.Slip(row.name, row.username, firsts[row.id].text, row.language) for row in rows
        ],
    )
