"""Who may open a page at all: signed in and of a role, unless the view says `@public`.

A view without a word about access is closed to everyone; a page of another
role looks absent (404), as if it had never been.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar, cast

from flask import Flask, Response, current_app, flash, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import logout_user
from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import joinedload

from portal.errors import not_found
from portal.extensions import db, login_manager
from portal.i18n import _
from portal.models.people import Person, PersonRole, PersonState, Role

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])
LostSession = Callable[[], bool]

EVERY_ROLE = frozenset(Role)
# How often an open session writes down that it is alive, in seconds.
SEEN_EVERY = 60

# Every page asks it: built once, as building it cost more than running it.
_OF_SESSION = (
    select(Person)
    .where(Person.id == bindparam("number"), Person.session_version == bindparam("version"))
    .options(joinedload(Person.role_rows))
)

# The same for a page that only reads: plain columns, a row for each role, no entities.
_READER_OF_SESSION = (
    select(
        Person.id,
        func.coalesce(func.nullif(Person.pseudonym, ""), Person.given_name),
        Person.language,
        Person.state,
        PersonRole.role,
    )
    .outerjoin(PersonRole, PersonRole.person_id == Person.id)
    .where(Person.id == bindparam("number"), Person.session_version == bindparam("version"))
)

_lost_session_hooks: list[LostSession] = []


@dataclass(frozen=True, slots=True)
class Access:
    """Who may open a view. `newcomers`: also before the first password and consent.

    `reads`: a GET of it asks of the person what a Reader knows.
    """

    public: bool = False
    roles: frozenset[Role] = frozenset()
    newcomers: bool = False
    reads: bool = False


CLOSED = Access()


@dataclass(frozen=True, slots=True)
class Reader:
    """The person of a page that only reads: read in a third of the time of a Person."""

    id: int
    first_name: str
    language: str
    roles: frozenset[Role]

    def has(self, *roles: Role) -> bool:
        """Say whether the person holds one of `roles`."""
        return not self.roles.isdisjoint(roles)


def public(view: View) -> View:
    """Open the view to everyone, signed in or not."""
    return _mark(view, Access(public=True))


def for_roles(
    *roles: Role, newcomers: bool = False, reads: bool = False
) -> Callable[[View], View]:
    """Open the view to people who hold one of `roles`."""
    access = Access(roles=frozenset(roles), newcomers=newcomers, reads=reads)
    return lambda view: _mark(view, access)


def for_everyone_signed_in(view: View) -> View:
    """Open the view to every role."""
    return _mark(view, Access(roles=EVERY_ROLE))


def _mark(view: View, access: Access) -> View:
    view.access = access  # type: ignore[attr-defined]
    return view


def access_of(app: Flask, endpoint: str) -> Access:
    """Return who may open `endpoint`; files of the pages' looks are public."""
    if endpoint == "static" or endpoint.endswith(".static"):
        return Access(public=True)
    return cast(Access, getattr(app.view_functions[endpoint], "access", CLOSED))


def signed_in_person() -> Person:
    """Return the person of this request, whole; the guard has made sure that there is one."""
    person = g.person
    return person if isinstance(person, Person) else cast(Person, _whole(session["_user_id"]))


def reader() -> Person | Reader:
    """Return what every page knows of the person of this request, whom the guard let in."""
    return cast("Person | Reader", g.person)


def reader_or_none() -> Person | Reader | None:
    """Return what every page knows of the person of this request, or None for nobody."""
    return cast("Person | Reader | None", g.get("person"))


def person_or_none() -> Person | None:
    """Return the person of this request on a public page, or None."""
    return cast("Person | None", g.get("person"))


def when_session_is_lost(hook: LostSession) -> LostSession:
    """Call `hook` when a form comes in without a session, before the sign-in page shows.

    It returns whether it kept what was written, which the page then says.
    """
    _lost_session_hooks.append(hook)
    return hook


def init_app(app: Flask) -> None:
    """Ask every request who it is and whether it may."""
    login_manager.user_loader(_load_person)
    app.before_request(_admit)


def _load_person(session_id: str) -> Person | Reader | None:
    return _reader(session_id) if _only_reads() else _whole(session_id)


def _only_reads() -> bool:
    if request.endpoint is None or request.method != "GET":
        return False
    return access_of(current_app, request.endpoint).reads


def _whole(session_id: str) -> Person | None:
    person = db.session.scalars(_OF_SESSION, _given(session_id)).unique().one_or_none()
    return person if person is not None and person.is_active else None


def _reader(session_id: str) -> Reader | None:
    rows = db.session.connection().execute(_READER_OF_SESSION, _given(session_id)).all()
    if not rows or rows[0][3] is not PersonState.ACTIVE:
        return None
    number, first_name, spoken, *_state = rows[0]
    return Reader(number, first_name, spoken, frozenset(row[4] for row in rows if row[4]))


def _given(session_id: str) -> dict[str, int]:
    number, _dot, version = session_id.partition(".")
    return {"number": int(number), "version": int(version)}


def _admit() -> ResponseReturnValue | None:
    if request.endpoint is None:
        return None
    access = access_of(current_app, request.endpoint)
    if access.public and request.endpoint.endswith("static"):
        return None
    person = _person_of_session()
    g.person = person
    g.language = person.language if person is not None else None
    if access.public:
        return None
    if person is None:
        return _to_sign_in()
    if person.roles.isdisjoint(access.roles):
        not_found("page", request.endpoint)
    if session.get("newcomer") and not access.newcomers:
        return redirect(url_for("account.welcome"))
    return None


def _person_of_session() -> Person | Reader | None:
    if "_user_id" not in session:
        return None
    seen, now = session.get("seen", 0), int(time.time())
    if now - seen > current_app.config["IDLE_MINUTES"] * 60:
        logout_user()
        session.clear()
        return None
    if now - seen > SEEN_EVERY:
        session["seen"] = now
    return _load_person(session["_user_id"])


def _to_sign_in() -> ResponseReturnValue:
    answers = []
    if request.method == "POST":
        answers = [hook() for hook in _lost_session_hooks]  # all of them, also after a yes
    if "X-Requested-With" in request.headers:
        # Our script asks, and shows no page: a new cookie would undo that of the page shown.
        return Response(status=401, mimetype="text/plain")
    if request.method == "POST":
        flash(
            _("Your session has ended. Sign in again; what you wrote is kept.")
            if any(answers)
            else _("Your session has ended. Sign in again."),
            "warning",
        )
    after = request.path if request.method == "POST" else request.full_path.rstrip("?")
    return redirect(url_for("sign_in.show", next=after))
