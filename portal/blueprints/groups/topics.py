"""Topics of a group: beginning one, reading one, writing in one."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.blueprints.groups.forms import PostForm, TopicForm
from portal.blueprints.groups.routes import bp, chosen_frequency
from portal.blueprints.threads.sending import (
    help_now,
    keep,
    offer_help,
    sent,
    tell,
    to_coach,
)
from portal.errors import Conflict, NotFound, not_found
from portal.extensions import in_one_go, unit_of_work
from portal.i18n import _
from portal.models.people import Person, Role
from portal.queries.drafts import body_of
from portal.queries.groups import GroupPage, group_page
from portal.queries.mentions import side_of
from portal.queries.moderation import Piece, pieces
from portal.queries.posts import At, Post, TopicPage, topic_page
from portal.services import posts, topics
from portal.web.guard import for_everyone_signed_in, for_roles, reader, signed_in_person


@bp.route("/<int:group_id>/topics/new", methods=["GET", "POST"])
@for_roles(*Role)
def new(group_id: int) -> ResponseReturnValue:
    """Begin a topic."""
    viewer, form = signed_in_person(), TopicForm()
    if form.validate_on_submit():
        return _start(viewer, group_id, form)
    page = group_page(viewer, group_id)
    if not page.here.may_start:
        return redirect(url_for(".show", group_id=group_id))
    if request.method == "GET":
        form.body.data = body_of(viewer, request.path)
    return _new(page, form)


@bp.route("/<int:group_id>/topics/<int:topic_id>", methods=["GET", "POST"])
@for_roles(*Role, reads=True)
def topic(group_id: int, topic_id: int) -> ResponseReturnValue:
    """Show a topic at its first unread post, and take a post in it."""
    viewer, form = reader(), PostForm()
    if form.validate_on_submit():
        return _post(signed_in_person(), group_id, topic_id, form)
    page = topic_page(viewer, topic_id, _at(), path=request.path)
    if page.group_id != group_id:  # it was moved
        return redirect(url_for(".topic", group_id=page.group_id, topic_id=topic_id))
    if request.method == "GET":
        form.body.data = page.draft
        form.quoted.data = request.args.get("quote", "")
    return show_topic(page, form)


@bp.post("/<int:group_id>/topics/<int:topic_id>/follow")
@for_everyone_signed_in
def follow_topic(group_id: int, topic_id: int) -> ResponseReturnValue:
    """Choose how often mails tell of a topic's new posts."""
    person = signed_in_person()
    with unit_of_work():
        topics.follow(person=person, topic_id=topic_id, frequency=chosen_frequency())
    flash(_("Your choice is kept."), "success")
    return redirect(url_for(".topic", group_id=group_id, topic_id=topic_id))


def show_topic(
    page: TopicPage, form: PostForm, *, seen: Sequence[Piece] = (), said: str = ""
) -> ResponseReturnValue:
    """Return the page of a topic; what is new on it is read from now on."""
    if page.unread_up_to is not None:
        viewer = signed_in_person()
        with unit_of_work():
            topics.mark_read(reader=viewer, topic_id=page.topic_id, up_to=page.unread_up_to)
    html = render_template(
        "groups/topic.html",
        page=page,
        form=form,
        seen=seen,
        said=said,
        quoted=_quoted(page, form),
        side=side_of(reader()),
        help=help_now(),
    )
    return html, 409 if said else 200


def _quoted(page: TopicPage, form: PostForm) -> Post | None:
    """Return the post of this page that the form quotes."""
    return next((post for post in page.posts if post.message_id == form.quoted_id), None)


def _at() -> At:
    said = request.args
    return At(
        after=said.get("after", type=int),
        before=said.get("before", type=int),
        message=said.get("message", type=int) or said.get("quote", type=int),
        last="last" in said,
    )


def _start(viewer: Person, group_id: int, form: TopicForm) -> ResponseReturnValue:
    title, body, key = form.title.data, form.body.data, form.key()
    given = {"group_id": group_id, "title": title, "body": body, "send_key": key}
    try:
        verdict = topics.look_over_start(author=viewer, **given)
        if to_coach(verdict):
            text = f"{body}\n\n{title}"
            return _new(group_page(viewer, group_id), form, seen=pieces(text, verdict.findings))
        topic_id, held = in_one_go(lambda: _started(viewer, given))
    except Conflict as refusal:
        keep(viewer, request.path, body)
        offer_help(body)
        return _new(group_page(viewer, group_id), form, said=str(refusal))
    tell(held=held, verdict=verdict, in_group=True)
    return redirect(url_for(".topic", group_id=group_id, topic_id=topic_id))


def _started(viewer: Person, given: dict[str, object]) -> tuple[int, bool]:
    posted = topics.start(author=viewer, **given)  # type: ignore[arg-type]
    _number, held = sent(posted, request.path)
    return posted.thread_id, held


def _new(
    page: GroupPage, form: TopicForm, *, seen: Sequence[Piece] = (), said: str = ""
) -> ResponseReturnValue:
    html = render_template(
        "groups/new_topic.html",
        page=page,
        form=form,
        seen=seen,
        said=said,
        side=side_of(reader()),
        help=help_now(),
    )
    return html, 409 if said else 200


def _post(viewer: Person, group_id: int, topic_id: int, form: PostForm) -> ResponseReturnValue:
    body, key = form.body.data, form.key()
    try:
        verdict = posts.look_over(author=viewer, topic_id=topic_id, body=body, send_key=key)
        if to_coach(verdict):
            page = topic_page(viewer, topic_id, _at())
            return show_topic(page, form, seen=pieces(body, verdict.findings))
        number, held = in_one_go(lambda: _posted(viewer, topic_id, form, key))
    except Conflict as refusal:
        return _not_posted(viewer, topic_id, form, refusal)
    tell(held=held, verdict=verdict, in_group=True)
    anchor = f"m{number}"
    return redirect(
        url_for(".topic", group_id=group_id, topic_id=topic_id, last=1, _anchor=anchor)
    )


def _posted(viewer: Person, topic_id: int, form: PostForm, key: str) -> tuple[int, bool]:
    return sent(
        posts.post(
            author=viewer,
            topic_id=topic_id,
            body=form.body.data,
            send_key=key,
            quoted_id=form.quoted_id,
            unnamed=form.unnamed.data,
        ),
        request.path,
    )


def _not_posted(
    viewer: Person, topic_id: int, form: PostForm, refusal: Conflict
) -> ResponseReturnValue:
    """Say why nothing was sent, with the text, also to who may no longer read the topic."""
    keep(viewer, request.path, form.body.data)
    offer_help(form.body.data)
    try:
        page = topic_page(viewer, topic_id, _at())
    except NotFound:
        html = render_template("groups/kept.html", said=str(refusal), written=form.body.data)
        return html, 409
    return show_topic(page, form, said=str(refusal))


def checked_page(viewer: Person, group_id: int, topic_id: int) -> TopicPage:
    """Return a topic of this group; one of another group is absent."""
    page = topic_page(viewer, topic_id)
    return page if page.group_id == group_id else not_found("topic", topic_id)
