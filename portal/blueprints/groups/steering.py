"""What those who run a group do in it: order in its topics, members, codes, brakes."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.blueprints.class_codes.forms import NewCodeForm
from portal.blueprints.groups.forms import (
    InviteClassForm,
    MoveForm,
    RenameForm,
    SlowForm,
)
from portal.blueprints.groups.routes import bp
from portal.blueprints.groups.topics import checked_page
from portal.errors import Conflict, Invalid, not_found
from portal.extensions import unit_of_work
from portal.i18n import _
from portal.models.groups import MAKERS
from portal.models.people import Person, Role
from portal.queries import memberships as members_query
from portal.queries.groups import group_page
from portal.services import codes, groups, memberships, topics
from portal.web.guard import for_roles, signed_in_person
from portal.web.paging import PAGE_SIZE, Page, page_number


@bp.post("/<int:group_id>/topics/<int:topic_id>/steer")
@for_roles(*MAKERS)
def steer_topic(group_id: int, topic_id: int) -> ResponseReturnValue:
    """Pin, close or hide a topic, or take one of these back."""
    actor, (what, _slash, on) = signed_in_person(), request.form.get("do", "").partition("/")
    verbs = {"pin": topics.pin, "close": topics.close, "hide": topics.hide}
    verb = verbs.get(what) or not_found("deed", what)
    with unit_of_work():
        verb(actor=actor, topic_id=topic_id, on=on != "off")
    return redirect(url_for(".topic", group_id=group_id, topic_id=topic_id))


@bp.route("/<int:group_id>/topics/<int:topic_id>/move", methods=["GET", "POST"])
@for_roles(*MAKERS)
def move_topic(group_id: int, topic_id: int) -> ResponseReturnValue:
    """Put a topic in another group, or give it another title."""
    actor, form, rename = signed_in_person(), MoveForm(), RenameForm()
    form.group.choices = members_query.groups_to_move_to(actor, group_id)
    page = checked_page(actor, group_id, topic_id)
    if "title" in request.form:
        if rename.validate_on_submit():
            title = rename.title.data
            return tried(
                lambda: topics.rename(actor=actor, topic_id=topic_id, title=title),
                url_for(".topic", group_id=group_id, topic_id=topic_id),
            )
    elif form.validate_on_submit():
        goal = form.group.data
        return tried(
            lambda: topics.move(actor=actor, topic_id=topic_id, group_id=goal),
            url_for(".topic", group_id=goal, topic_id=topic_id),
        )
    if request.method == "GET":
        rename.title.data = page.title
    return render_template("groups/move.html", page=page, form=form, rename=rename)


@bp.post("/<int:group_id>/steer")
@for_roles(*MAKERS)
def steer(group_id: int) -> ResponseReturnValue:
    """Lock a group, have all of it read first, archive it, or take one of these back."""
    actor, (what, _slash, on) = signed_in_person(), request.form.get("do", "").partition("/")
    verbs = {"lock": groups.lock, "review": groups.review_all, "archive": groups.archive}
    verb = verbs.get(what) or not_found("deed", what)
    return tried(
        lambda: verb(actor=actor, group_id=group_id, on=on != "off"),
        url_for(".show", group_id=group_id),
    )


@bp.post("/<int:group_id>/delete")
@for_roles(*MAKERS)
def delete(group_id: int) -> ResponseReturnValue:
    """Take out a group in which nothing was written."""
    actor = signed_in_person()
    try:
        with unit_of_work():
            groups.delete_empty(actor=actor, group_id=group_id)
    except Conflict as refusal:
        flash(str(refusal), "warning")
        return redirect(url_for(".show", group_id=group_id))
    flash(_("The group is gone."), "success")
    return redirect(url_for(".listing"))


@bp.route("/<int:group_id>/slow", methods=["GET", "POST"])
@for_roles(*MAKERS)
def slow(group_id: int) -> ResponseReturnValue:
    """Let each one write less often."""
    actor, form = signed_in_person(), SlowForm()
    page = group_page(actor, group_id)
    if form.validate_on_submit():
        minutes = form.minutes.data
        return tried(
            lambda: groups.slow_down(actor=actor, group_id=group_id, minutes=minutes),
            url_for(".show", group_id=group_id),
        )
    if request.method == "GET":
        form.minutes.data = page.slow_minutes
    return render_template("groups/slow.html", page=page, form=form)


@bp.get("/<int:group_id>/members")
@for_roles(*MAKERS)
def members(group_id: int) -> ResponseReturnValue:
    """List who is in a group or asked into it; invite, take out, give a code."""
    return members_page(signed_in_person(), group_id)


@bp.post("/<int:group_id>/members/<int:person_id>/remove")
@for_roles(*MAKERS)
def remove(group_id: int, person_id: int) -> ResponseReturnValue:
    """Take somebody out of a group, or an invitation back."""
    actor, waits = signed_in_person(), request.form.get("waits") == "yes"
    verb = memberships.take_back if waits else memberships.remove
    with unit_of_work():
        verb(actor=actor, group_id=group_id, person_id=person_id)
    flash(_("The invitation is taken back.") if waits else _("Taken out of the group."), "success")
    return redirect(url_for(".members", group_id=group_id))


@bp.post("/<int:group_id>/members/code")
@for_roles(*MAKERS)
def make_code(group_id: int) -> ResponseReturnValue:
    """Make a code for a group, or end the one that is good."""
    actor, form = signed_in_person(), NewCodeForm()
    if request.form.get("revoke") == "yes":
        with unit_of_work():
            memberships.revoke_code(actor=actor, group_id=group_id)
    elif form.validate_on_submit():
        lasting = form.lasting.data
        with unit_of_work():
            memberships.make_code(actor=actor, group_id=group_id, lasting=lasting)
    return redirect(url_for(".members", group_id=group_id))


def members_page(actor: Person, group_id: int) -> str:
    """Return the page of those who are in a group, for who runs it."""
    number = page_number()
    rows = members_query.members(
        actor, group_id, limit=PAGE_SIZE + 1, offset=(number - 1) * PAGE_SIZE
    )
    known = members_query.code_of(group_id)
    classes = InviteClassForm(formdata=None)
    classes.class_group.choices = members_query.classes_to_invite(actor)
    return render_template(
        "groups/members.html",
        group=group_page(actor, group_id),
        page=Page(rows[:PAGE_SIZE], number, has_next=len(rows) > PAGE_SIZE),
        code_form=NewCodeForm(formdata=None),
        classes=classes,
        invites_students=actor.has(Role.COUNSELLOR),
        code=known,
        read_aloud=codes.spoken(known.text) if known else "",
    )


def tried(work: Callable[[], None], after: str, *, done: str = "") -> ResponseReturnValue:
    """Do it, say `done` and go on; say why where it cannot be done."""
    try:
        with unit_of_work():
            work()
    except (Conflict, Invalid) as refusal:
        flash(str(refusal), "warning")
    else:
        if done:
            flash(done, "success")
    return redirect(after)
