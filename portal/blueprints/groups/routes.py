"""Discussion groups: those to be in, coming in, going out."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.blueprints.groups.forms import CodeForm
from portal.data.occupations import sectors
from portal.errors import Invalid
from portal.extensions import in_one_go, unit_of_work
from portal.i18n import LANGUAGES, _
from portal.models.groups import MAKERS, Group, GroupKind
from portal.models.people import Role
from portal.models.topics import Frequency
from portal.queries.groups import Filters, Show, group_page, group_rows, waiting_proposals
from portal.queries.mentions import calls
from portal.queries.topics import topic_list
from portal.services import memberships, sign_ins
from portal.web.guard import for_everyone_signed_in, for_roles, reader, signed_in_person
from portal.web.paging import PAGE_SIZE, Page, page_number

bp = Blueprint("groups", __name__, url_prefix="/groups")


class TooMany(Invalid):
    """Wrong codes too often: a person or a class waits."""


@bp.get("")
@for_roles(*Role, reads=True)
def listing() -> ResponseReturnValue:
    """List the groups that the reader is in, may join or runs."""
    viewer, number = reader(), page_number()
    tabs = _tabs()
    show = _chosen(tabs)
    filters = _filters()
    rows = group_rows(viewer, show, filters, limit=PAGE_SIZE + 1, offset=(number - 1) * PAGE_SIZE)
    return render_template(
        "groups/list.html",
        page=Page(rows[:PAGE_SIZE], number, has_next=len(rows) > PAGE_SIZE),
        tabs=tabs,
        calls=calls(viewer) if number == 1 else (),
        show=show,
        filters=filters,
        sectors=sectors().values(),
        proposals=waiting_proposals(viewer),
        may_make=viewer.has(*MAKERS),
        may_propose=viewer.has(Role.STUDENT),
    )


@bp.get("/<int:group_id>")
@for_roles(*Role, reads=True)
def show(group_id: int) -> ResponseReturnValue:
    """Say what a group is; to those who read it, its topics."""
    viewer = reader()
    page = group_page(viewer, group_id)
    before = request.args.get("before", type=int)
    topics = topic_list(viewer, group_id, before=before) if page.here.reads else None
    if page.here.is_in and page.here.news and before is None:
        person = signed_in_person()
        with unit_of_work():
            memberships.mark_seen(person=person, group_id=group_id)
    if page.kind is GroupKind.CIRCLE and page.here.is_in:
        return redirect(url_for("circles.show", group_id=group_id))
    return render_template("groups/show.html", page=page, topics=topics, first=before is None)


@bp.route("/code", methods=["GET", "POST"])
@for_roles(Role.STUDENT)
def code() -> ResponseReturnValue:
    """Let a student into the group of a code."""
    form, student = CodeForm(), signed_in_person()
    if form.validate_on_submit():
        typed = form.code.data
        try:
            group = _guessed(lambda: memberships.join_by_code(student=student, typed=typed))
        except Invalid as wrong:
            form.code.errors = [str(wrong)]
            status = 429 if isinstance(wrong, TooMany) else 200
            return render_template("groups/code.html", form=form), status
        flash(_("You are in the group now."), "success")
        return redirect(url_for(".show", group_id=group.id))
    return render_template("groups/code.html", form=form)


@bp.post("/<int:group_id>/join")
@for_roles(Role.STUDENT)
def join(group_id: int) -> ResponseReturnValue:
    """Join an open group."""
    student = signed_in_person()
    in_one_go(lambda: memberships.join(student=student, group_id=group_id))
    flash(_("You are in the group now."), "success")
    return redirect(url_for(".show", group_id=group_id))


@bp.post("/<int:group_id>/answer")
@for_roles(Role.STUDENT, Role.MENTOR)
def answer(group_id: int) -> ResponseReturnValue:
    """Accept an invitation, or say no to it."""
    person, accept = signed_in_person(), request.form.get("accept") == "yes"
    in_one_go(lambda: memberships.answer(person=person, group_id=group_id, accept=accept))
    if not accept:
        flash(_("You said no to this invitation. Nobody else is told."), "info")
        return redirect(url_for(".listing"))
    flash(_("You are in the group now."), "success")
    return redirect(url_for(".show", group_id=group_id))


@bp.post("/<int:group_id>/leave")
@for_roles(Role.STUDENT, Role.MENTOR)
def leave(group_id: int) -> ResponseReturnValue:
    """Leave a group; what one wrote stays."""
    person = signed_in_person()
    with unit_of_work():
        memberships.leave(person=person, group_id=group_id)
    flash(_("You have left the group. What you wrote there stays."), "success")
    return redirect(url_for(".listing"))


@bp.post("/<int:group_id>/mute")
@for_roles(Role.STUDENT, Role.MENTOR)
def mute(group_id: int) -> ResponseReturnValue:
    """Keep the marks of a group away, or let them come again."""
    person, on = signed_in_person(), request.form.get("on") == "yes"
    with unit_of_work():
        memberships.mute(person=person, group_id=group_id, on=on)
    flash(_("Your choice is kept."), "success")
    return redirect(url_for(".show", group_id=group_id))


@bp.post("/<int:group_id>/follow")
@for_everyone_signed_in
def follow(group_id: int) -> ResponseReturnValue:
    """Choose how often mails tell of a group's new posts."""
    person = signed_in_person()
    with unit_of_work():
        memberships.follow(person=person, group_id=group_id, frequency=chosen_frequency())
    flash(_("Your choice is kept."), "success")
    return redirect(url_for(".show", group_id=group_id))


def chosen_frequency() -> Frequency | None:
    """Return the frequency that the form of this request says, or None for none of its own."""
    said = request.form.get("frequency", "")
    return Frequency(said) if said in set(Frequency) else None


def _guessed(look: Callable[[], Group]) -> Group:
    """Return what `look` finds; a wrong code counts, so that nobody tries them all."""
    with unit_of_work():
        attempt = sign_ins.begin_guess(
            person=signed_in_person(), address=request.remote_addr or ""
        )
    if attempt.is_refused:
        raise TooMany(attempt.wait_sentence)
    group = in_one_go(look)
    with unit_of_work():
        sign_ins.succeed(attempt=attempt)
    return group


def _tabs() -> list[tuple[Show, str]]:
    viewer = reader()
    mine = viewer.has(Role.STUDENT, Role.MENTOR)
    tabs = [(Show.MINE, _("My groups"))] if mine else []
    if viewer.has(Role.STUDENT):
        tabs.append((Show.OPEN, _("Groups to join")))
    if viewer.has(*MAKERS, Role.ADMINISTRATOR):
        tabs.append((Show.RUN, _("All groups I may read") if mine else _("Groups")))
    if viewer.has(Role.STUDENT, *MAKERS):
        tabs.append((Show.PROPOSED, _("Proposed groups")))
    return [*tabs, (Show.ARCHIVED, _("Archived groups"))]


def _chosen(tabs: list[tuple[Show, str]]) -> Show:
    said = request.args.get("show", "")
    return next((tab for tab, _name in tabs if tab == said), tabs[0][0])


def _filters() -> Filters:
    said = request.args
    sector, spoken = said.get("sector", ""), said.get("language", "")
    return Filters(
        words=" ".join(said.get("q", "").split())[:100],
        sector=sector if sector in sectors() else "",
        language=spoken if spoken in LANGUAGES else "",
    )
