"""Who needs the counsellor: the list of one reason, what is done from it, and undoing that."""

from uuid import uuid4

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from portal.blueprints.counsellor.forms import FollowUpForm, PasswordForm
from portal.blueprints.counsellor.routes import UNDOABLE, bp
from portal.data.occupations import occupations
from portal.errors import Invalid, not_found
from portal.extensions import unit_of_work
from portal.i18n import _, _n
from portal.models.follow_ups import FollowUpAction
from portal.models.people import Person, Role
from portal.queries import follow_ups as done
from portal.queries import needs
from portal.queries.drafts import body_of
from portal.queries.standings import Need
from portal.services import drafts
from portal.services import follow_ups as service
from portal.services.follow_ups import ACTIONS, Done
from portal.services.nudges import NUDGES, ready_text
from portal.web.guard import for_roles, signed_in_person
from portal.web.paging import PAGE_SIZE, Page, page_number


@bp.get("/needs/<need>", endpoint="need")
@for_roles(Role.COUNSELLOR)
def show_need(need: str) -> ResponseReturnValue:
    """List the students who stand in one need, the longest waiting first."""
    viewer, form = signed_in_person(), FollowUpForm()
    form.body.data = body_of(viewer, request.path)
    return _page(viewer, _need(need), form)


@bp.post("/needs/<need>")
@for_roles(Role.COUNSELLOR)
def follow_up(need: str) -> ResponseReturnValue:
    """Do one thing about the students ticked, or about all of the list."""
    viewer, form, asked = signed_in_person(), FollowUpForm(), _need(need)
    good = form.validate_on_submit()
    try:
        if not good or form.action is None:
            raise Invalid(_("Choose what to do from the buttons."))
        with unit_of_work():
            made = service.follow_up(
                counsellor=viewer,
                need=asked,
                action=form.action,
                student_ids=form.student_ids,
                key=form.key(),
                line=form.body.data or "",
            )
            drafts.discard(person_id=viewer.id, path=request.path)
    except Invalid as refusal:
        form.body.errors = [str(refusal)]
        form.send_key.data = uuid4().hex
        return _page(viewer, asked, form)
    _tell(form.action, made)
    return redirect(url_for(".home") if "home" in request.args else _address(asked))


@bp.get("/follow-ups", endpoint="follow_ups")
@for_roles(Role.COUNSELLOR)
def list_done() -> ResponseReturnValue:
    """List what the counsellor did, click by click; each may be undone for a day."""
    number = page_number()
    rows = done.done_by(signed_in_person(), limit=PAGE_SIZE + 1, offset=(number - 1) * PAGE_SIZE)
    page = Page(rows[:PAGE_SIZE], number, has_next=len(rows) > PAGE_SIZE)
    return render_template(
        "counsellor/follow_ups.html", page=page, undoable_since=service.undoable_since()
    )


@bp.post("/follow-ups/<key>/undo")
@for_roles(Role.COUNSELLOR)
def undo(key: str) -> ResponseReturnValue:
    """Take back all that one click did."""
    PasswordForm().validate_on_submit()
    with unit_of_work():
        count = service.undo(counsellor=signed_in_person(), batch_key=key)
    session.pop(UNDOABLE, None)
    if count:
        flash(
            _n("It is undone for %(num)s student.", "It is undone for %(num)s students.", count),
            "success",
        )
    else:
        flash(_("It was undone already."), "info")
    return redirect(url_for(".home"))


@bp.post("/held/ask")
@for_roles(Role.COUNSELLOR)
def ask_team() -> ResponseReturnValue:
    """Ask the moderators to look at what waits too long."""
    with unit_of_work():
        asked = service.ask_team(counsellor=signed_in_person())
    if asked:
        flash(_("The moderation team is asked by mail to look at what waits."), "success")
    else:
        flash(_("You asked the moderation team today already."), "info")
    return redirect(url_for(".home"))


def _need(code: str) -> Need:
    return Need(code) if code in set(Need) else not_found("need", code)


def _address(need: Need) -> str:
    return url_for(".need", need=need.value)


def _page(viewer: Person, need: Need, form: FollowUpForm) -> str:
    number = page_number()
    found = needs.waiting_for(viewer, need, page=number)
    nudge = FollowUpAction.NUDGE in ACTIONS[need] and need in NUDGES
    return render_template(
        "counsellor/need.html",
        need=need,
        page=Page(found.rows, number, number * needs.PAGE_SIZE < found.total, found.total),
        actions=ACTIONS[need],
        ready=[(code, ready_text(need, code)) for code in found.languages] if nudge else [],
        form=form,
        ticked=form.student_ids or [],
        aside=needs.set_aside(viewer, need),
        undoable=session.pop(UNDOABLE, None),
        occupations=occupations(),
    )


def _tell(action: FollowUpAction, made: Done) -> None:
    """Say what was done, and for whom it was not."""
    if made.repeated:
        flash(_("It was done with your first click: nothing has changed."), "info")
        return
    if made.count:
        session[UNDOABLE] = made.batch_key
        flash(_said(action, made.count), "success")
    if made.already:
        flash(
            _n(
                "%(num)s student was left out: somebody had done it, or it needs nothing more.",
                "%(num)s students were left out: somebody had done it, or they need nothing more.",
                made.already,
            ),
            "info",
        )
    if made.without:
        flash(
            _n(
                "For %(num)s student, nobody of the same occupation has room: choose somebody "
                "yourself.",
                "For %(num)s students, nobody of the same occupation has room: choose somebody "
                "yourself.",
                made.without,
            ),
            "warning",
        )


def _said(action: FollowUpAction, count: int) -> str:
    match action:
        case FollowUpAction.NUDGE:
            done_now = _n(
                "%(num)s student finds your word at home.",
                "%(num)s students find your word at home.",
                count,
            )
        case FollowUpAction.SUGGEST:
            done_now = _n(
                "Another mentor is suggested to %(num)s student.",
                "Another mentor is suggested to %(num)s students.",
                count,
            )
        case FollowUpAction.CLOSE:
            done_now = _n(
                "The conversation of %(num)s student has ended; both people are told kindly.",
                "The conversations of %(num)s students have ended; both people are told kindly.",
                count,
            )
        case FollowUpAction.CALL:
            done_now = _n(
                "It is noted for %(num)s student.", "It is noted for %(num)s students.", count
            )
        case FollowUpAction.LATER:
            done_now = _n(
                "%(num)s student is set aside.", "%(num)s students are set aside.", count
            )
    back = _n(
        "Off the list for %(num)s school day.",
        "Off the list for %(num)s school days.",
        service.SCHOOL_DAYS,
    )
    return f"{done_now} {back}"
