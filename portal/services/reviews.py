"""Where every message is read by a moderator first: a match, a school, a program (R10)."""

from portal.errors import not_found
from portal.extensions import db
from portal.models.people import Person
from portal.models.programs import Program
from portal.models.schools import School
from portal.policies import boards, moderation
from portal.services import audit


def review_match(*, moderator: Person, hold_id: int, on: bool) -> None:
    """Have the messages of a case's match, or group, read first from now on, or no longer.

    Raises NotFound for those who do not see the case.
    """
    thread = moderation.get_readable(moderator, hold_id).message.thread
    if thread.topic is not None:
        thread.topic.group.full_review = on
        audit.record(moderator, "review.changed", "group", thread.topic.group_id, detail=_code(on))
        return
    match = thread.match
    match.full_review = on
    audit.record(moderator, "review.changed", "match", match.id, detail=_code(on))


def review_school(*, actor: Person, school_id: int, on: bool) -> None:
    """Have the messages in conversations of a school's students read first, or no longer.

    Raises NotFound for others than administrators.
    """
    boards.check_managed_by(actor)
    school = db.session.get(School, school_id) or not_found("school", school_id)
    school.full_review = on
    audit.record(actor, "review.changed", "school", school.id, detail=_code(on))


def change_program(
    *, actor: Person, program_id: int, full_review: bool, adults_only: bool, links_pass: bool
) -> None:
    """Keep how a program's messages are read; links pass only in one of adults.

    Raises NotFound for others than administrators.
    """
    boards.check_managed_by(actor)
    program = db.session.get(Program, program_id) or not_found("program", program_id)
    program.full_review, program.adults_only = full_review, adults_only
    program.links_pass = links_pass and adults_only
    audit.record(actor, "review.changed", "program", program.id, detail=_code(full_review))


def _code(on: bool) -> str:
    return "on" if on else "off"
