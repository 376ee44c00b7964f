"""What the author of a post and its readers do with it."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.blueprints.groups.forms import EditForm
from portal.blueprints.groups.routes import bp
from portal.blueprints.threads.sending import keep, offer_help, tell, to_coach
from portal.errors import Conflict, not_found
from portal.extensions import in_one_go, unit_of_work
from portal.i18n import _
from portal.models.people import Person, Role
from portal.models.threads import MessageState
from portal.queries.message_edits import past_words
from portal.queries.moderation import Piece, pieces
from portal.queries.posts import At, Post, topic_page
from portal.services import posts
from portal.web.guard import for_everyone_signed_in, for_roles, signed_in_person

PLACE = "/<int:group_id>/topics/<int:topic_id>/posts/<int:message_id>"


@bp.route(f"{PLACE}/edit", methods=["GET", "POST"])
@for_everyone_signed_in
def edit(group_id: int, topic_id: int, message_id: int) -> ResponseReturnValue:
    """Change an own post while it is young."""
    viewer, form = signed_in_person(), EditForm()
    back = _address(group_id, topic_id, message_id)
    if form.validate_on_submit():
        return _edit(viewer, back, message_id, form)
    post = _own_post(viewer, topic_id, message_id)
    if request.method == "GET":
        if not post.may_edit:
            flash(_("A message can be changed for 10 minutes, and they are over."), "warning")
            return redirect(back)
        form.body.data = post.body
    return _page(back, form)


@bp.post(f"{PLACE}/withdraw")
@for_everyone_signed_in
def withdraw(group_id: int, topic_id: int, message_id: int) -> ResponseReturnValue:
    """Take an own post back."""
    viewer = signed_in_person()
    with unit_of_work():
        posts.withdraw(author=viewer, message_id=message_id)
    flash(_("Your message is taken back: nobody in the group sees it any more."), "success")
    return redirect(url_for(".topic", group_id=group_id, topic_id=topic_id))


@bp.post(f"{PLACE}/useful")
@for_everyone_signed_in
def useful(group_id: int, topic_id: int, message_id: int) -> ResponseReturnValue:
    """Mark a post as useful, or no longer."""
    viewer, on = signed_in_person(), request.form.get("on") == "yes"
    in_one_go(lambda: posts.find_useful(reader=viewer, message_id=message_id, on=on))
    return redirect(_address(group_id, topic_id, message_id))


@bp.get(f"{PLACE}/history")
@for_roles(Role.MODERATOR, Role.COUNSELLOR, Role.COORDINATOR)
def history(group_id: int, topic_id: int, message_id: int) -> ResponseReturnValue:
    """Show what a post said before each change."""
    page = past_words(signed_in_person(), message_id)
    back = _address(group_id, topic_id, message_id)
    return render_template("groups/history.html", page=page, back_to=back)


def _address(group_id: int, topic_id: int, message_id: int) -> str:
    return url_for(
        "groups.topic",
        group_id=group_id,
        topic_id=topic_id,
        message=message_id,
        _anchor=f"m{message_id}",
    )


def _own_post(viewer: Person, topic_id: int, message_id: int) -> Post:
    page = topic_page(viewer, topic_id, At(message=message_id))
    own = (one for one in page.posts if one.message_id == message_id and one.own)
    return next(own, None) or not_found("post", message_id)


def _edit(viewer: Person, back: str, message_id: int, form: EditForm) -> ResponseReturnValue:
    body = form.body.data
    try:
        verdict = posts.look_over_edit(author=viewer, message_id=message_id, body=body)
        if to_coach(verdict):
            return _page(back, form, seen=pieces(body, verdict.findings))
        posted = in_one_go(lambda: posts.edit(author=viewer, message_id=message_id, body=body))
    except Conflict as refusal:
        keep(viewer, request.path, body)
        offer_help(body)
        return _page(back, form, said=str(refusal)), 409
    tell(held=posted.state is MessageState.HELD, verdict=verdict, in_group=True)
    return redirect(back)


def _page(back: str, form: EditForm, *, seen: Sequence[Piece] = (), said: str = "") -> str:
    return render_template("groups/edit_post.html", form=form, back_to=back, seen=seen, said=said)
