"""Circles made and changed by the adults of a class."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.blueprints.circles.forms import ChangeForm, CircleForm
from portal.blueprints.circles.routes import bp
from portal.errors import Conflict, Invalid
from portal.extensions import in_one_go, unit_of_work
from portal.i18n import _, language
from portal.models.people import Role
from portal.queries import circles as query
from portal.queries.class_groups import class_group_page
from portal.queries.mentors_to_ask import MentorChoice, mentor_to_ask, mentors_to_ask
from portal.search.occupations import suggest
from portal.services import circles
from portal.web.guard import for_roles, signed_in_person

LONGEST_SEARCH = 100


@bp.route("/of/<int:class_group_id>/new", methods=["GET", "POST"])
@for_roles(Role.COUNSELLOR)
def make(class_group_id: int) -> ResponseReturnValue:
    """Choose a mentor, then make a circle of a class group."""
    actor = signed_in_person()
    group = class_group_page(actor, class_group_id)
    mentor_id = request.args.get("mentor", type=int)
    mentor = mentor_to_ask(mentor_id) if mentor_id is not None else None
    if mentor is None:
        words, found = mentors_looked_for()
        return render_template(
            "circles/mentors.html", group=group, rows=found, words=words, circle=None
        )
    form = CircleForm()
    said = ""
    if form.validate_on_submit():
        plan, opening, key = form.plan(), form.opening.data, form.key()
        try:
            group_id = in_one_go(
                lambda: (
                    circles.make(
                        actor=actor,
                        class_group_id=class_group_id,
                        plan=plan,
                        mentor_id=mentor.mentor_id,
                        opening=opening,
                        send_key=key,
                    ).id
                )
            )
        except Invalid as wrong:
            said = str(wrong)
        else:
            flash(_("The circle is made, and the mentor is asked to come."), "success")
            return redirect(url_for(".show", group_id=group_id))
    elif not form.is_submitted():
        form.name_fr.data = f"{group.name} – {mentor.occupation}"[:80]
        form.name_en.data = form.name_fr.data
    return render_template(
        "circles/form.html", form=form, group=group, mentor=mentor, circle=None, said=said
    )


@bp.route("/<int:group_id>/edit", methods=["GET", "POST"])
@for_roles(Role.COUNSELLOR)
def change(group_id: int) -> ResponseReturnValue:
    """Change what a circle says, its days and its glance."""
    actor = signed_in_person()
    form, said = ChangeForm(data=query.circle_to_change(actor, group_id)), ""
    page = query.circle_page(actor, group_id)
    if form.validate_on_submit():
        plan = form.plan()
        try:
            with unit_of_work():
                circles.change(actor=actor, group_id=group_id, plan=plan)
        except (Invalid, Conflict) as wrong:
            said = str(wrong)
        else:
            flash(_("The circle is changed."), "success")
            return redirect(url_for(".show", group_id=group_id))
    return render_template("circles/form.html", form=form, circle=page, mentor=None, said=said)


@bp.route("/<int:group_id>/mentor", methods=["GET", "POST"])
@for_roles(Role.COUNSELLOR)
def invite(group_id: int) -> ResponseReturnValue:
    """Ask another mentor into a circle that has none."""
    actor = signed_in_person()
    query.circle_to_change(actor, group_id)
    page = query.circle_page(actor, group_id)
    if request.method == "POST":
        mentor_id = request.form.get("mentor", type=int) or 0
        try:
            with unit_of_work():
                circles.invite(actor=actor, group_id=group_id, mentor_id=mentor_id)
        except (Invalid, Conflict) as wrong:
            flash(str(wrong), "warning")
        else:
            flash(_("The mentor is asked to come."), "success")
        return redirect(url_for(".show", group_id=group_id))
    words, found = mentors_looked_for()
    return render_template("circles/mentors.html", circle=page, rows=found, words=words)


def mentors_looked_for() -> tuple[str, list[MentorChoice]]:
    """Return the words of this request's search, and the mentors who fit them."""
    words = " ".join(request.values.get("q", "").split())[:LONGEST_SEARCH]
    nocs = [one.noc for one in suggest(words, language(), limit=5)] if words else []
    return words, mentors_to_ask(words, nocs)
