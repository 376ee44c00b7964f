"""What waits for the adult who leads a class period or a circle, and not for a moderator."""

from sqlalchemy import Connection, bindparam, insert

from portal import clock
from portal.errors import Conflict, Invalid
from portal.extensions import db
from portal.i18n import _
from portal.models.class_periods import Glance, GlanceOutcome
from portal.models.moderation import HoldReason
from portal.models.people import Person
from portal.models.threads import Message, MessageState
from portal.policies import class_periods
from portal.services import audit, holds, tallies
from portal.services.texts import require_clean

LONGEST_LINE = 300
# The reason in the access log when the adult of a class reads what waits.
REASON = "class period"
# Both run under the lock for writing: built once, and without the ORM.
_PERIOD = class_periods.glancing_at(bindparam("student_id"))
_ADD = insert(Glance.__table__)  # type: ignore[arg-type]


def period_of(connection: Connection, student_id: int) -> int | None:
    """Return the class period whose adult looks at this student's first messages, if any."""
    return connection.scalar(_PERIOD, {"student_id": student_id})


def wait(
    connection: Connection,
    *,
    message_id: int,
    class_period_id: int | None = None,
    group_id: int | None = None,
) -> None:
    """Let a first message wait in a class period, or a question in a circle."""
    row = {"message_id": message_id, "class_period_id": class_period_id, "group_id": group_id}
    connection.execute(_ADD, row)


def let_go(*, actor: Person, glance: Glance, message: Message) -> None:
    """Let others read what waits, as if it had been sent now.

    Needs the message's thread. Raises Conflict when it was decided or taken back.
    """
    _make_sure_it_waits(glance, message)
    _decide(actor, glance, GlanceOutcome.LET_GO)
    message.state = MessageState.VISIBLE
    tallies.reveal(message=message, thread=message.thread)


def make_sure_of_line(line: str) -> str:
    """Return what the author of a text that is given back will read.

    Raises Invalid for no line, a long one, or one that the screen objects to.
    """
    words = line.strip()
    if not words or len(words) > LONGEST_LINE:
        raise Invalid(_("Say in at most %(max)d characters what to change.", max=LONGEST_LINE))
    require_clean(words)
    return words


def send_back(*, actor: Person, glance: Glance, message: Message, line: str) -> None:
    """Give what waits back to its author, who reads `line`. Raises as `let_go` does."""
    _make_sure_it_waits(glance, message)
    _decide(actor, glance, GlanceOutcome.SENT_BACK)
    glance.line, message.state = line, MessageState.REFUSED


def leave(glance: Glance) -> None:
    """Hand what nobody looked at before the end to the moderators."""
    message = db.session.get_one(Message, glance.message_id)
    glance.outcome, glance.decided_at = GlanceOutcome.LEFT, clock.now()
    if message.state is MessageState.HELD:
        holds.hold(message_id=message.id, reason=HoldReason.GLANCE)


def _make_sure_it_waits(glance: Glance, message: Message) -> None:
    if glance.outcome is not None or message.state is not MessageState.HELD:
        raise Conflict(_("Somebody has decided about this message already, or it was taken back."))


def _decide(actor: Person, glance: Glance, outcome: GlanceOutcome) -> None:
    glance.outcome, glance.decided_by_id, glance.decided_at = outcome, actor.id, clock.now()
    audit.record(actor, f"glance.{outcome}", "message", glance.message_id)
