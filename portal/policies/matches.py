"""Who may ask for a match, decline one, withdraw one, end one."""

from sqlalchemy import ColumnElement, and_, not_, or_, select
from sqlalchemy.orm import contains_eager

from portal.errors import Conflict, Denied, NotFound, not_found
from portal.extensions import db
from portal.i18n import _
from portal.models.matches import Match, MatchState
from portal.models.mentors import Mentor
from portal.models.people import Person, Role
from portal.models.students import Student
from portal.models.threads import Thread
from portal.policies import mentors, sanctions, students, threads
from portal.policies.participation import known_matches
from portal.policies.viewers import Viewer


def get_requestable(student: Person, mentor_id: int) -> Mentor:
    """Return a mentor whom `student` may ask now (R5), with person and occupations.

    Raises NotFound, Denied to a student who lacks the consent of a parent
    (R31), and Conflict when the mentor could be found once and no longer can, or
    when `student` is suspended.
    """
    if not student.has(Role.STUDENT):
        raise NotFound(f"mentor {mentor_id}")
    _make_sure_of_consent(student)
    sanctions.make_sure_may_write(student)
    try:
        return mentors.get_for_request(student, mentor_id)
    except NotFound:
        if _was_active(mentor_id):
            raise Conflict(
                _("This mentor does not take new conversations at the moment.")
            ) from None
        raise


def get_declinable(mentor: Person, thread_id: int) -> Thread:
    """Return a thread that waits for the mentor's yes, for `mentor` to decline.

    Raises NotFound, Denied to the student, Conflict once it was answered or has ended.
    """
    thread = threads.get_for_reply(mentor, thread_id)
    if thread.mentor_id != mentor.id:
        raise Denied(_("Only the mentor can decline a request."))
    _make_sure_it_waits(thread)
    return thread


def get_withdrawable(student: Person, thread_id: int) -> Thread:
    """Return a thread that waits for the mentor's yes, for `student` to withdraw.

    Raises NotFound, Denied to the mentor, Conflict once it was answered or has ended.
    """
    thread = threads.get_readable(student, thread_id)
    if thread.student_id != student.id:
        raise Denied(_("Only the student can withdraw a request."))
    _make_sure_it_waits(thread)
    return thread


def closed_sentence() -> str:
    """Say why a student cannot write again to the mentor of a closed match (R20)."""
    return str(
        _(
            "Your conversation with this mentor has ended. To take it up again, talk to your "
            "guidance counsellor."
        )
    )


def closable_by(viewer: Viewer) -> ColumnElement[bool]:
    """Say whose matches `viewer` may end (R20): the own ones, those of the students followed.

    A counsellor who is also the mentor ends it as the mentor. Needs Match joined to Thread.
    """
    # Not correlated: the statement around it may join Student itself.
    followed = select(Student.person_id).where(students.followed_by(viewer)).correlate(None)
    as_counsellor = and_(
        Thread.student_id.in_(followed), known_matches(), not_(threads.belongs_to(viewer))
    )
    return or_(threads.takes_part(viewer), as_counsellor)


def get_closable(
    viewer: Person, *, thread_id: int | None = None, match_id: int | None = None
) -> Thread:
    """Return the thread, its match locked, of a match that `viewer` may end; else it is absent.

    It may have ended already: whoever was slower is told so, not refused.
    """
    one = Thread.id == thread_id if thread_id is not None else Match.id == match_id
    wanted = (
        select(Thread)
        .join(Thread.match)
        .options(contains_eager(Thread.match))
        .where(one, closable_by(viewer))
        .with_for_update(of=Match)
        # What was read before the lock, in this session, is read again under it.
        .execution_options(populate_existing=True)
    )
    return db.session.scalar(wanted) or not_found("match", thread_id or match_id)


def _make_sure_of_consent(student: Person) -> None:
    allowed = select(Student.person_id).where(
        Student.person_id == student.id, students.may_take_part()
    )
    if db.session.scalar(allowed) is None:
        raise Denied(_("Before you are 14, a parent must first agree that you take part."))


def _was_active(mentor_id: int) -> bool:
    once = select(Mentor.person_id).where(
        Mentor.person_id == mentor_id, Mentor.activated_at.is_not(None)
    )
    return db.session.scalar(once) is not None


def _make_sure_it_waits(thread: Thread) -> None:
    if thread.match.state is not MatchState.REQUESTED:
        raise Conflict(_("This request was already answered or has ended."))
