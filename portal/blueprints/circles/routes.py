"""A class circle: its questions, asked by the class and answered by the mentor."""

from collections.abc import Sequence

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.blueprints.circles.forms import AnswerForm, QuestionForm
from portal.blueprints.threads.sending import (
    help_now,
    keep,
    offer_help,
    sent,
    tell,
    to_coach,
)
from portal.errors import Conflict, Invalid, NotFound, not_found
from portal.extensions import in_one_go, unit_of_work
from portal.models.people import Person, Role
from portal.queries.circles import CirclePage, circle_page
from portal.queries.mentions import side_of
from portal.queries.moderation import Piece, pieces
from portal.queries.posts import At, TopicPage, topic_page
from portal.queries.question_answers import of_circle
from portal.services import circles, memberships, posts, topics
from portal.web.guard import for_roles, reader, signed_in_person
from portal.web.paging import page_number

bp = Blueprint("circles", __name__, url_prefix="/circles")


@bp.get("/<int:group_id>")
@for_roles(*Role, reads=True)
def show(group_id: int) -> ResponseReturnValue:
    """Show a circle: the questions of the class with their answers beside."""
    return _page(group_id, QuestionForm(formdata=None), AnswerForm(formdata=None))


@bp.post("/<int:group_id>")
@for_roles(Role.STUDENT, Role.MENTOR)
def write(group_id: int) -> ResponseReturnValue:
    """Ask a question, or answer those that are ticked."""
    viewer = signed_in_person()
    try:
        page = circle_page(viewer, group_id)
    except NotFound:
        return _kept_outside(viewer)
    if page.answers:
        answer = AnswerForm()
        question = QuestionForm(formdata=None)
        if not answer.validate_on_submit():
            return _page(group_id, question, answer)
        return _answer(viewer, page, answer)
    form = QuestionForm()
    if page.topic_id is None:
        not_found("circle", group_id)
    if not form.validate_on_submit():
        return _page(group_id, form, AnswerForm(formdata=None))
    return _ask(viewer, page, page.topic_id, form)


def _ask(
    viewer: Person, page: CirclePage, topic_id: int, form: QuestionForm
) -> ResponseReturnValue:
    body, key, none = form.body.data, form.key(), AnswerForm(formdata=None)
    given = {"author": viewer, "topic_id": topic_id, "body": body, "send_key": key}
    try:
        verdict = posts.look_over(**given)
        if to_coach(verdict):
            return _page(page.group_id, form, none, seen=pieces(body, verdict.findings))
        number, held = in_one_go(
            lambda: sent(posts.post(**given, unnamed=form.unnamed.data), request.path)
        )
    except Conflict as refusal:
        return _not_sent(viewer, page, form, none, refusal)
    tell(held=held, verdict=verdict, in_group=True)
    return redirect(url_for(".show", group_id=page.group_id, _anchor=f"m{number}"))


def _answer(viewer: Person, page: CirclePage, form: AnswerForm) -> ResponseReturnValue:
    body, key, none = form.body.data, form.key(), QuestionForm(formdata=None)
    chosen: Sequence[int] = form.questions.data or ()
    try:
        if page.topic_id is None:
            not_found("circle", page.group_id)
        verdict = posts.look_over(author=viewer, topic_id=page.topic_id, body=body, send_key=key)
        if to_coach(verdict):
            return _page(page.group_id, none, form, seen=pieces(body, verdict.findings))
        _number, held = in_one_go(
            lambda: sent(
                circles.answer(
                    mentor=viewer,
                    group_id=page.group_id,
                    question_ids=chosen,
                    body=body,
                    send_key=key,
                ),
                request.path,
            )
        )
    except Invalid as wrong:
        return _page(page.group_id, none, form, said=str(wrong))
    except Conflict as refusal:
        return _not_sent(viewer, page, none, form, refusal)
    tell(held=held, verdict=verdict, in_group=True)
    return redirect(url_for(".show", group_id=page.group_id, _anchor=f"m{chosen[0]}"))


def _not_sent(
    viewer: Person, page: CirclePage, question: QuestionForm, answer: AnswerForm, why: Conflict
) -> ResponseReturnValue:
    written = request.form.get("body", "")
    keep(viewer, request.path, written)
    offer_help(written)
    try:
        return _page(page.group_id, question, answer, said=str(why)), 409
    except NotFound:
        return render_template("groups/kept.html", said=str(why), written=written), 409


def _kept_outside(viewer: Person) -> ResponseReturnValue:
    """Keep the words of somebody who is no longer in the circle; it looks absent."""
    written = request.form.get("body", "")
    if written:
        keep(viewer, request.path, written)
    return not_found("circle", 0)


def _page(
    group_id: int,
    question: QuestionForm,
    answer: AnswerForm,
    *,
    seen: Sequence[Piece] = (),
    said: str = "",
) -> str:
    viewer, number = reader(), page_number()
    page = circle_page(viewer, group_id, unanswered="unanswered" in request.args, page=number)
    topic = _topic(page)
    if number == 1 and "unanswered" not in request.args:
        _note_seen(page, topic)
    draft = topic.draft if topic is not None else ""
    form = answer if page.answers else question
    if draft and not form.body.data and request.method == "GET":
        form.body.data = draft
    return render_template(
        "circles/show.html",
        page=page,
        topic=topic,
        number=number,
        only_unanswered="unanswered" in request.args,
        question=question,
        answer=answer,
        seen=seen,
        said=said,
        side=side_of(viewer),
        help=help_now(),
        proposals=of_circle(viewer, group_id) if page.ended else (),
    )


def _note_seen(page: CirclePage, topic: TopicPage | None) -> None:
    """Remember that what is new in the circle was seen: its first page shows the latest."""
    if topic is not None and topic.unread_up_to is not None:
        person, up_to = signed_in_person(), topic.unread_up_to
        with unit_of_work():
            memberships.mark_seen(person=person, group_id=page.group_id)
            topics.mark_read(reader=person, topic_id=topic.topic_id, up_to=up_to)


def _topic(page: CirclePage) -> TopicPage | None:
    """Return the topic in which the class writes, once it is shown."""
    if page.topic_id is None:
        return None
    return topic_page(reader(), page.topic_id, At(last=True), path=request.path)
