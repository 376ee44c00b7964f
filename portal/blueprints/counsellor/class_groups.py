"""Class groups: made, renamed and filled by the counsellors of their school."""

from urllib.parse import urlencode

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms.fields import SelectChoice

from portal.blueprints.class_codes.forms import NewCodeForm
from portal.blueprints.counsellor.forms import (
    ArrangeForm,
    ClassGroupForm,
    NewClassGroupForm,
    SlipsForm,
)
from portal.blueprints.counsellor.routes import bp
from portal.errors import Invalid, not_found
from portal.extensions import in_one_go, unit_of_work
from portal.i18n import _, _n
from portal.models.people import Person, Role
from portal.models.students import Level
from portal.queries import class_groups as query
from portal.queries.circles import circles_of
from portal.services import class_groups, codes
from portal.web.guard import for_roles, reader, signed_in_person
from portal.web.paging import Page, page_number


@bp.get("/class-groups/<int:class_group_id>")
@for_roles(Role.COUNSELLOR, reads=True)
def class_group(class_group_id: int) -> ResponseReturnValue:
    """List a class group's students; its code, slips and report start from here."""
    return page_of(class_group_id)


def page_of(class_group_id: int, slips_form: SlipsForm | None = None) -> str:
    """Render the page of a class group, with the form of slips as it was sent."""
    page = query.class_group_page(reader(), class_group_id)
    return render_template(
        "counsellor/class_group.html",
        page=page,
        circles=circles_of(reader(), class_group_id),
        form=slips_form or SlipsForm(),
        code_form=NewCodeForm(formdata=None),
        class_code=codes.spoken(page.code.text) if page.code else "",
        join_address=f"{current_app.config['BASE_URL'].rstrip('/')}/join",
    )


@bp.route("/class-groups/new", methods=["GET", "POST"])
@for_roles(Role.COUNSELLOR)
def new_class_group() -> ResponseReturnValue:
    """Make a class group in a school that the counsellor follows."""
    viewer = signed_in_person()
    schools = query.followed_schools(viewer) or not_found("page", "new class group")
    form = NewClassGroupForm()
    form.school.choices = [SelectChoice(school.id, school.name) for school in schools]
    if form.validate_on_submit():
        try:
            number = in_one_go(
                lambda: (
                    class_groups.make(
                        actor=viewer, school_id=form.school.data, name=form.name.data
                    ).id
                )
            )
        except Invalid as wrong:
            form.name.errors = [str(wrong)]
        else:
            flash(_("The group is made. Now choose its students."), "success")
            return redirect(url_for(".arrange_class_group", class_group_id=number))
    return render_template("counsellor/new_class_group.html", form=form)


@bp.get("/class-groups/<int:class_group_id>/students")
@for_roles(Role.COUNSELLOR)
def arrange_class_group(class_group_id: int) -> ResponseReturnValue:
    """Rename a class group, move its students and add others of the school."""
    return _arrangement(class_group_id, ClassGroupForm(formdata=None))


@bp.post("/class-groups/<int:class_group_id>/name")
@for_roles(Role.COUNSELLOR)
def rename_class_group(class_group_id: int) -> ResponseReturnValue:
    """Give the group another name."""
    viewer, form = signed_in_person(), ClassGroupForm()
    if form.validate_on_submit():
        try:
            with unit_of_work():
                class_groups.rename(
                    actor=viewer, class_group_id=class_group_id, name=form.name.data
                )
        except Invalid as wrong:
            form.name.errors = [str(wrong)]
        else:
            flash(_("The group has its new name."), "success")
            return redirect(url_for(".arrange_class_group", class_group_id=class_group_id))
    return _arrangement(class_group_id, form)


@bp.post("/class-groups/<int:class_group_id>/students")
@for_roles(Role.COUNSELLOR)
def move_students(class_group_id: int) -> ResponseReturnValue:
    """Add the chosen students, take them out or move them to another group, as `do` says."""
    form = ArrangeForm()
    if not form.validate():
        not_found("class group", class_group_id)
    try:
        with unit_of_work():
            said = _rearranged(signed_in_person(), class_group_id, form)
    except Invalid as wrong:
        flash(str(wrong), "warning")
    else:
        flash(said, "success")
    here = url_for(".arrange_class_group", class_group_id=class_group_id)
    return redirect(f"{here}?{urlencode(_kept())}")


def _rearranged(actor: Person, class_group_id: int, form: ArrangeForm) -> str:
    """Do what was asked with the chosen students; return what to say of it."""
    chosen, target = form.students.data or [], form.to.data
    if form.do.data == "add":
        number = class_groups.add(actor=actor, class_group_id=class_group_id, student_ids=chosen)
        return _n("%(num)s student added.", "%(num)s students added.", number)
    if form.do.data == "move" and target is not None:
        number = class_groups.move(
            actor=actor, class_group_id=class_group_id, to_id=target, student_ids=chosen
        )
        return _n("%(num)s student moved.", "%(num)s students moved.", number)
    number = class_groups.take_out(actor=actor, class_group_id=class_group_id, student_ids=chosen)
    return _n("%(num)s student taken out.", "%(num)s students taken out.", number)


def _arrangement(class_group_id: int, form: ClassGroupForm) -> str:
    number, kept = page_number(), _kept()
    level = kept.get("level")
    found = query.arrangement(
        signed_in_person(),
        class_group_id,
        level=Level(level) if level else None,
        loose="all" not in kept,
        page=number,
    )
    if not form.is_submitted():
        form.name.data = found.group.name
    return render_template(
        "counsellor/arrange.html",
        found=found,
        form=form,
        levels=list(Level),
        kept=kept,
        page=Page(found.candidates, number, number * query.CANDIDATES < found.total, found.total),
    )


def _kept() -> dict[str, str]:
    """Return what of the address chooses the candidates: a level, and whether all are shown."""
    given = {key: request.args[key] for key in ("level", "all") if request.args.get(key)}
    if given.get("level") not in set(Level):
        given.pop("level", None)
    return given
