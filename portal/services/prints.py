"""What is printed gets a code that anyone may verify, a line in the log and one in the audit."""

from dataclasses import dataclass
from datetime import date
from secrets import choice

from portal.extensions import db
from portal.models.people import Person
from portal.models.prints import Print, PrintFor, PrintForm, PrintKind
from portal.policies import prints as policy
from portal.services import audit

# No sign that is taken for another one, on paper or aloud: neither 0 and O, nor 1, I and L,
# nor U, which is heard as V. Twelve of them: 30 to the power of 12 codes, about 2 to the 58.
SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
SIGNS_IN_ALL, SIGNS_TOGETHER = 12, 4


@dataclass(frozen=True, slots=True)
class Order:
    """What somebody prints: of what, of when, in which form, for whom."""

    kind: PrintKind
    number: int  # of the student, class group, school or board
    form: PrintForm
    language: str
    first: date
    last: date
    named: bool
    meant_for: PrintFor = PrintFor.SCHOOL
    reason: str = ""


def new_code() -> str:
    """Return a code that nobody can guess, as the log keeps it: without a dash."""
    return "".join(choice(SIGNS) for _place in range(SIGNS_IN_ALL))


def shown_code(code: str) -> str:
    """Return a code as it is printed, in groups: "K7QF-9M2X-4TRD"."""
    places = range(0, len(code), SIGNS_TOGETHER)
    return "-".join(code[place : place + SIGNS_TOGETHER] for place in places)


def plain_code(typed: str) -> str:
    """Return the code that was meant; "" for what can be none. Case and dashes are forgiven."""
    code = "".join(sign for sign in typed.upper() if sign.isalnum())
    possible = len(code) == SIGNS_IN_ALL and all(sign in SIGNS for sign in code)
    return code if possible else ""


def check(*, person: Person, order: Order) -> None:
    """Raise NotFound, Denied or Invalid when `person` may not print that (`policies.prints`)."""
    policy.check(
        person,
        order.kind,
        order.number,
        named=order.named,
        meant_for=order.meant_for,
        reason=order.reason,
    )


def record(*, person: Person, order: Order, code: str) -> Print:
    """Write down what `person` prints under `code`, before it leaves the portal.

    Raises as `check` does: what was allowed when the document was begun is asked again.
    """
    check(person=person, order=order)
    row = Print(code=code, kind=order.kind.value, number=order.number, form=order.form)
    row.language, row.first, row.last = order.language, order.first, order.last
    row.named, row.meant_for = order.named, order.meant_for
    asked = policy.needs_reason(named=order.named, meant_for=order.meant_for)
    row.reason = order.reason.strip() if asked else ""  # one that was not asked is not kept
    row.printed_by_id = person.id
    db.session.add(row)
    db.session.flush()
    audit.record(
        person,
        "document.printed",
        order.kind.value,
        order.number,
        detail=f"{order.form} {order.meant_for} {row.id}",
    )
    return row
