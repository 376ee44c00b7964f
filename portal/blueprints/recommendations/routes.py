"""Suggesting a mentor or an occupation: what, to whom, why; and the student's list."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from portal.blueprints.recommendations.forms import FindForm, RecommendForm
from portal.errors import Invalid, not_found
from portal.extensions import unit_of_work
from portal.i18n import _, _n, language
from portal.models.people import Person, Role
from portal.queries import class_groups, students
from portal.queries import recommendations as query
from portal.queries.drafts import body_of
from portal.queries.mentors import MentorCard
from portal.queries.recommendations import Candidate, Suggested
from portal.queries.student_pages import student_page
from portal.queries.students import Filter
from portal.search.index import IndexOutOfOrder
from portal.search.mentors import MentorQuery, search_mentors
from portal.search.occupations import finder
from portal.services import drafts
from portal.services import recommendations as service
from portal.services.recommendations import Made, Thing
from portal.web.guard import for_roles, signed_in_person
from portal.web.names import looked_for

bp = Blueprint("recommendations", __name__, url_prefix="/recommendations")

LONGEST_TEXT = 200
OFFERED = 8  # occupations, and as many mentors, for some words
LOOKED_FOR = "student_to_suggest_to"
DISMISSED = "dismissed_recommendation"  # in the session: what the next page offers to take back


@dataclass(frozen=True, slots=True)
class Whom:
    """To whom: one student, or the members of a class group."""

    code: str  # as the address holds it, such as "student-12"
    name: str
    address: str  # of the page above
    student_ids: Sequence[int]


@bp.get("")
@for_roles(Role.STUDENT)
def mine() -> ResponseReturnValue:
    """List what the student's counsellors suggest."""
    student = signed_in_person()
    rows = query.received(student)
    page = render_template(
        "recommendations/mine.html", rows=rows, dismissed=session.pop(DISMISSED, None)
    )
    if any(row.is_new for row in rows):
        with unit_of_work():
            service.seen(student=student)
    return page


@bp.post("/<int:number>/dismiss")
@for_roles(Role.STUDENT)
def dismiss(number: int) -> ResponseReturnValue:
    """Hear that a suggestion is not for the student."""
    with unit_of_work():
        service.dismiss(student=signed_in_person(), number=number)
    session[DISMISSED] = number
    return redirect(url_for(".mine"))


@bp.post("/<int:number>/take-back")
@for_roles(Role.STUDENT)
def take_back(number: int) -> ResponseReturnValue:
    """Put it back on the list."""
    with unit_of_work():
        service.take_back(student=signed_in_person(), number=number)
    session.pop(DISMISSED, None)
    return redirect(url_for(".mine"))


@bp.post("/<int:number>/withdraw")
@for_roles(Role.COUNSELLOR)
def withdraw(number: int) -> ResponseReturnValue:
    """Take a suggestion off the student's list."""
    with unit_of_work():
        student_id = service.withdraw(counsellor=signed_in_person(), number=number)
    flash(_("The suggestion is withdrawn."), "success")
    return redirect(url_for("counsellor.student", student_id=student_id))


@bp.get("/new")
@for_roles(Role.COUNSELLOR)
def new() -> ResponseReturnValue:
    """Choose what to suggest, or to whom, whichever is not known yet."""
    viewer, whom_code = signed_in_person(), request.args.get("whom", "")
    what_code = request.args.get("what", "")
    if what_code and whom_code:
        return redirect(url_for(".write", whom=whom_code, what=what_code))
    if what_code:
        return _choose_whom(viewer, what_code)
    return _choose_what(viewer, _whom(viewer, whom_code) if whom_code else None)


@bp.post("/find")
@for_roles(Role.COUNSELLOR)
def find() -> ResponseReturnValue:
    """Look for a student by name; it stands in no address."""
    form, what = FindForm(), request.args.get("what", "")
    words = (form.words.data or "").strip()
    if not form.validate_on_submit() or not words:
        session.pop(LOOKED_FOR, None)
        return redirect(url_for(".new", what=what))
    session[LOOKED_FOR] = words
    return redirect(url_for(".new", what=what, found=1))


@bp.route("/<whom>/<what>", methods=["GET", "POST"])
@for_roles(Role.COUNSELLOR)
def write(whom: str, what: str) -> ResponseReturnValue:
    """Take the line that says why, and suggest it."""
    viewer, form = signed_in_person(), RecommendForm()
    to, thing = _whom(viewer, whom), _thing(what)
    suggested = _suggested(viewer, thing)
    found = query.candidates(viewer, to.student_ids, mentor_id=thing.mentor_id, noc=thing.noc)
    form.offer(found)  # also who got it meanwhile: a second click is no mistake
    if form.validate_on_submit():
        try:
            with unit_of_work():
                made = service.recommend(
                    counsellor=viewer,
                    student_ids=form.students.data,
                    thing=thing,
                    line=form.body.data,
                )
                drafts.discard(person_id=viewer.id, path=request.path)
        except Invalid as refusal:
            form.body.errors = [str(refusal)]
        else:
            return _told(made, to)
    lacking = [candidate for candidate in found if not candidate.has_it]
    form.offer(lacking)
    if request.method == "GET":
        form.students.data = [candidate.id for candidate in lacking]
        form.body.data = body_of(viewer, request.path)
    return _write_page(form, to, what, suggested, found)


def _write_page(
    form: RecommendForm, to: Whom, what: str, suggested: Suggested, found: list[Candidate]
) -> str:
    return render_template(
        "recommendations/write.html",
        form=form,
        to=to,
        what=what,
        thing=suggested,
        one=found[0] if len(to.student_ids) == 1 and found else None,
        had=[candidate.name for candidate in found if candidate.has_it],
    )


def _told(made: Made, to: Whom) -> ResponseReturnValue:
    if made.new:
        told = _n(
            "It is suggested to %(num)s student.", "It is suggested to %(num)s students.", made.new
        )
        flash(told, "success")
    else:
        flash(_("It was suggested already: nothing has changed."), "info")
    return redirect(to.address)


def _choose_what(viewer: Person, whom: Whom | None) -> str:
    text = request.args.get("q", "").strip()[:LONGEST_TEXT]
    found = finder().find(text, language())[:OFFERED] if text else []
    return render_template(
        "recommendations/what.html",
        whom=whom,
        text=text,
        occupations=[f.occupation for f in found],
        mentors=_mentors(viewer, text) if text else [],
    )


def _mentors(viewer: Person, text: str) -> list[MentorCard]:
    try:
        query = MentorQuery(text=text)
        return search_mentors(viewer, query, reader_language=language()).rows[:OFFERED]
    except IndexOutOfOrder:
        return []  # occupations are answered from memory; the directory says what is wrong


def _choose_whom(viewer: Person, what: str) -> str:
    words = looked_for(LOOKED_FOR)
    rows, total = students.listed(viewer, Filter(words=words)) if words else ([], 0)
    return render_template(
        "recommendations/whom.html",
        what=what,
        thing=_suggested(viewer, _thing(what)),
        words=words,
        rows=rows,
        total=total,
        groups=class_groups.followed(viewer),
    )


def _thing(code: str) -> Thing:
    """Return what an address such as "mentor-5" or "noc-72106" means. Raises NotFound."""
    kind, _dash, value = code.partition("-")
    if kind == "mentor":
        return Thing(mentor_id=_number(value))
    return Thing(noc=value) if kind == "noc" else not_found("thing", code)


def _suggested(viewer: Person, thing: Thing) -> Suggested:
    found = query.thing(viewer, mentor_id=thing.mentor_id, noc=thing.noc)
    return found or not_found("thing", thing.mentor_id or thing.noc)


def _whom(viewer: Person, code: str) -> Whom:
    """Return whom an address such as "student-12" or "group-3" means. Raises NotFound."""
    kind, _dash, value = code.partition("-")
    number = _number(value)
    if kind == "student":
        page = student_page(viewer, number)
        address = url_for("counsellor.student", student_id=number)
        return Whom(code, page.name, address, [number])
    if kind != "group":
        not_found("student", code)
    group = class_groups.class_group_page(viewer, number)
    address = url_for("counsellor.class_group", class_group_id=number)
    name = _("Class group %(name)s", name=group.name)
    return Whom(code, name, address, [row.id for row in group.students])


def _number(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or len(text) > 15:
        not_found("number", text)
    return int(text)
