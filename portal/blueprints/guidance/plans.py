"""What a school plans of the guidance content, level by level, beside what happened."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from portal import clock
from portal.blueprints.guidance.forms import plan_form, plan_of
from portal.blueprints.guidance.routes import bp
from portal.errors import Conflict, Invalid
from portal.extensions import unit_of_work
from portal.i18n import _, _n
from portal.models.people import Role
from portal.models.students import Level
from portal.queries import class_groups
from portal.reports import guidance_parts, guidance_plan, periods
from portal.reports.guidance_plan import LevelPlan, SchoolYear
from portal.school_time import school_year
from portal.services import guidance
from portal.web.guard import for_roles, signed_in_person

YEARS_BACK, YEARS_AHEAD = 5, 1


@bp.get("/counsellor/guidance")
@for_roles(Role.COUNSELLOR)
def plans() -> ResponseReturnValue:
    """Choose one of the own schools; with one school there is no choice."""
    schools = class_groups.followed_schools(signed_in_person())
    if len(schools) == 1:
        return redirect(url_for(".plan", school_id=schools[0].id))
    return render_template("guidance/plans.html", schools=schools)


@bp.route("/counsellor/guidance/<int:school_id>", methods=["GET", "POST"])
@for_roles(Role.COUNSELLOR)
def plan(school_id: int) -> ResponseReturnValue:
    """Show the plan of a level beside what happened, and keep what is planned."""
    viewer, year = signed_in_person(), _year()
    page = guidance_plan.of_school(viewer, school_id, periods.of_school_year(year))
    chosen = page.level(_level())
    if chosen is None:
        return render_template("guidance/plan.html", page=page, chosen=None, year=year)
    lines = page.plan.of_level(chosen.level)
    items = [row.item for row in chosen.rows]
    now = guidance.stamp(
        {number: guidance.Planned(line.minutes, line.note) for number, line in lines.items()}
    )
    form = plan_form(items, lines, now)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                guidance.keep_plan(
                    actor=viewer,
                    school_id=school_id,
                    school_year=year,
                    level=chosen.level,
                    plan=plan_of(form, items),
                    seen=form["seen"].data or "",
                )
        except Conflict as late:
            # What was typed stays; what stands now is shown beside it, and saved over next time.
            flash(str(late), "warning")
            form["seen"].data = now
            return _page(page, chosen, form, changed=True)
        except Invalid as wrong:
            form.form_errors.append(str(wrong))
            return _page(page, chosen, form)
        flash(_("The plan is saved."), "success")
        return redirect(url_for(".plan", school_id=school_id, year=year, level=chosen.level.value))
    return _page(page, chosen, form)


@bp.post("/counsellor/guidance/<int:school_id>/copy")
@for_roles(Role.COUNSELLOR)
def copy(school_id: int) -> ResponseReturnValue:
    """Copy the plan of the year before, where nothing is planned yet."""
    year = _year()
    with unit_of_work():
        copied = guidance.copy_last_year(
            actor=signed_in_person(), school_id=school_id, school_year=year
        )
    flash(
        _n("%(num)s line was copied.", "%(num)s lines were copied.", copied)
        if copied
        else _("Nothing was left to copy."),
        "success",
    )
    return redirect(url_for(".plan", school_id=school_id, year=year))


def _page(
    page: SchoolYear, chosen: LevelPlan, form: FlaskForm, *, changed: bool = False
) -> ResponseReturnValue:
    return render_template(
        "guidance/plan.html",
        page=page,
        chosen=chosen,
        year=page.plan.school_year,
        form=form,
        changed=changed,
        rule=guidance_parts.rule(page.content),
        stars=bool(guidance_parts.own_wording(row.item for row in chosen.rows)),
        is_ahead=page.plan.school_year > school_year(clock.today()),
    )


def _year() -> int:
    """Return the school year asked for; one that no school plans is this one."""
    this = school_year(clock.today())
    asked = request.args.get("year", type=int)
    return asked if asked and this - YEARS_BACK <= asked <= this + YEARS_AHEAD else this


def _level() -> Level | None:
    asked = request.args.get("level", "")
    return Level(asked) if asked in set(Level) else None
