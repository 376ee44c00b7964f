"""Names as others read them: of a student, a mentor or the staff, joined to who wrote."""

from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, case, func
from sqlalchemy.orm import aliased

from portal.models.mentors import Mentor
from portal.models.people import Person
from portal.models.students import Student


class Writer(NamedTuple):
    """Aliases to join to a statement about something that somebody wrote."""

    person: Any
    student: Any
    mentor: Any

    def join(self, statement: Select[Any], author_id: Any) -> Select[Any]:
        """Return the statement with the writer of `author_id` joined."""
        return (
            statement.join(self.person, self.person.id == author_id)
            .outerjoin(self.student, self.student.person_id == self.person.id)
            .outerjoin(self.mentor, self.mentor.person_id == self.person.id)
        )

    def outer_join(self, statement: Select[Any], author_id: Any) -> Select[Any]:
        """Return the statement with the writer of `author_id` joined, where there is one."""
        return (
            statement.outerjoin(self.person, self.person.id == author_id)
            .outerjoin(self.student, self.student.person_id == self.person.id)
            .outerjoin(self.mentor, self.mentor.person_id == self.person.id)
        )

    @property
    def name(self) -> ColumnElement[str]:
        """First name or pseudonym of a student, a mentor's as chosen, the whole name of staff."""
        first = func.coalesce(self.person.pseudonym, self.person.given_name)
        whole = self.person.given_name + " " + self.person.family_name
        initial = self.person.given_name + " " + func.substr(self.person.family_name, 1, 1) + "."
        return case(
            (self.student.person_id.is_not(None), first),
            (self.mentor.person_id.is_(None), whole),
            (self.mentor.shows_full_name, whole),
            else_=initial,
        )

    @property
    def side(self) -> ColumnElement[str]:
        """As what somebody writes: "student", "mentor" or "team"."""
        return case(
            (self.student.person_id.is_not(None), "student"),
            (self.mentor.person_id.is_not(None), "mentor"),
            else_="team",
        )


def writer() -> Writer:
    """Return new aliases for one writer of a statement."""
    return Writer(aliased(Person), aliased(Student), aliased(Mentor))
