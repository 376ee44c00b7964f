"""What the reports of a school year say at their end, in a counsellor's own words."""

from portal.extensions import db
from portal.models.people import Person
from portal.models.prints import NextSteps, PrintKind
from portal.policies import prints as policy
from portal.services import audit, texts


def write_next_steps(
    *, person: Person, kind: PrintKind, number: int, school_year: int, body: str
) -> None:
    """Keep what a report of that school year says at its end; "" takes it out.

    Raises NotFound when it is not theirs to write, Invalid for a text that the screen would
    hold: others read it as soon as it is printed.
    """
    policy.check_writes_next_steps(person, kind, number)
    texts.require_clean(body)
    key = (kind.value, number, school_year)
    row = db.session.get(NextSteps, key)
    if row is None:
        row = NextSteps(kind=kind.value, number=number, school_year=school_year)
        db.session.add(row)
    row.body, row.written_by_id = body.strip(), person.id
    audit.record(person, "next_steps.written", kind.value, number)
