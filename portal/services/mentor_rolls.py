"""Mentors, as a coordinator's file names them: applicants, or mentors screened before."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from portal import clock, outbox
from portal.extensions import db
from portal.models.mentors import (
    Mentor,
    MentorOccupation,
    MentorStep,
    MentorStepRecord,
    TrainingPath,
)
from portal.models.people import Person, PersonRole, Role
from portal.screening import Context
from portal.services import mentor_cells as read_as
from portal.services.cells import Cells, email_address, language_code, person_name, region_code
from portal.services.faults import Reason
from portal.services.mentors import STEPS, record_missing_steps
from portal.services.rolls import Report
from portal.services.sheets import Sheet

MAX_TITLE = 120
MAX_TEXT = 2_000
_SHORT = ("job_title", "topics")  # in one language or the other
_LONG = ("bio",)


@dataclass(frozen=True, slots=True)
class MentorRow:
    """One good line of the file; `profile` holds only what the line gives."""

    email: str
    given_name: str
    family_name: str
    language: str
    nocs: tuple[str, ...]
    profile: dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Known:
    """What is kept of someone whose e-mail address the file names."""

    person: Person
    mentor: Mentor | None
    steps: frozenset[MentorStep]


class MentorRoll:
    """The mentors of one file. `screened_by_id`: who vouches that every step was done."""

    columns = read_as.COLUMNS

    def __init__(
        self,
        *,
        default_language: str,
        context: Context = Context(),  # noqa: B008 - frozen
        screened_by_id: int | None = None,
    ) -> None:
        self.default_language = default_language
        self.screened_by_id = screened_by_id
        self._context = context
        self._seen: dict[str, int] = {}
        self._kept = 0
        self._found = 0

    def begin(self, sheet: Sheet, report: Report) -> None:
        """Count the mentors there are."""
        self._kept = db.session.scalar(select(func.count()).select_from(Mentor)) or 0

    def read(self, cells: Cells) -> MentorRow:
        """Return the mentor of a line; `cells.faults` says what is wrong with it."""
        language = cells.given("language", language_code, self.default_language)
        row = MentorRow(
            cells.needed("email", email_address, ""),
            cells.needed("given_name", person_name, ""),
            cells.needed("family_name", person_name, ""),
            language,
            cells.needed("noc", read_as.noc_codes, ()),
            self._profile(cells, language),
        )
        cells.once("email", row.email, self._seen)
        return row

    def settle(
        self, rows: Sequence[tuple[Cells, MentorRow]], report: Report, *, write: bool
    ) -> None:
        """Count what is new, changed or the same in a batch, and write it."""
        known = _known([row.email for _cells, row in rows])
        new: list[MentorRow] = []
        for cells, row in rows:
            one = known.get(row.email)
            if one is None:
                new.append(row)
            elif one.mentor is None:
                cells.fault("email", Reason.EMAIL_TAKEN)
                report.add_faults(cells.faults)
            else:
                self._found += 1
                changed = self._change(row, one.person, one.mentor, one.steps, write=write)
                report.changed += changed
                report.unchanged += not changed
        report.created += len(new)
        if write and new:
            self._create(new)

    def end(self, report: Report) -> None:
        """Count the mentors whom the file does not name: they stay as they are."""
        report.untouched = self._kept - self._found

    def _profile(self, cells: Cells, language: str) -> dict[str, Any]:
        none: tuple[str, ...] = ()
        given: dict[str, Any] = {
            "region": cells.needed("region", region_code, ""),
            "path": cells.needed("path", read_as.training_path, TrainingPath.DEP),
            "languages": list(cells.given("languages", read_as.exchange_languages, none)),
            "capacity": cells.given("capacity", read_as.capacity, 0),
            "employer": cells.given("employer", read_as.screened(MAX_TITLE, self._context), ""),
        }
        for name in (*_SHORT, *_LONG):
            lines = name in _LONG
            most = MAX_TITLE if name == "job_title" else MAX_TEXT
            read = read_as.screened(most, self._context, lines=lines)
            # A column without a language is in the mentor's own.
            given[f"{name}_{language}"] = cells.given(name, read, "")
            for code in ("fr", "en"):
                key = f"{name}_{code}"
                given[key] = cells.given(key, read, given.get(key, ""))
        return {name: value for name, value in given.items() if value}

    def _change(
        self,
        row: MentorRow,
        person: Person,
        mentor: Mentor,
        steps: frozenset[MentorStep],
        *,
        write: bool,
    ) -> bool:
        """Say whether the row differs from what is kept; with `write`, keep the row."""
        names = {"given_name": row.given_name, "family_name": row.family_name}
        other_names = {k: v for k, v in names.items() if getattr(person, k) != v}
        other = {k: v for k, v in row.profile.items() if getattr(mentor, k) != v}
        other_work = row.nocs != tuple(o.noc for o in mentor.occupations)
        screens = self.screened_by_id is not None and (
            len(steps) < len(STEPS) or mentor.activated_at is None
        )
        changed = bool(other_names or other or other_work or screens)
        if write and changed:
            for thing, values in ((person, other_names), (mentor, other)):
                for name, value in values.items():
                    setattr(thing, name, value)
            if other_work:
                _set_occupations(mentor, row.nocs)
                mentor.changed_at = clock.now()  # rows of another table: no update says it
            self._screen(mentor, steps)
            outbox.emit("mentor.changed", mentor_id=mentor.person_id)
        return changed

    def _create(self, rows: Sequence[MentorRow]) -> None:
        people = [
            Person(
                email=row.email,
                given_name=row.given_name,
                family_name=row.family_name,
                language=row.language,
                role_rows=[PersonRole(role=Role.MENTOR)],
            )
            for row in rows
        ]
        db.session.add_all(people)
        db.session.flush()
        mentors = [
            Mentor(
                person_id=person.id,
                occupations=_occupations(row.nocs),
                **{"languages": [row.language], **row.profile},
            )
            for person, row in zip(people, rows, strict=True)
        ]
        db.session.add_all(mentors)
        db.session.flush()
        for mentor in mentors:
            self._screen(mentor, frozenset())
            outbox.emit("mentor.changed", mentor_id=mentor.person_id)
            outbox.emit("person.invited", person_id=mentor.person_id)

    def _screen(self, mentor: Mentor, done: frozenset[MentorStep]) -> None:
        if self.screened_by_id is None:
            return
        record_missing_steps(
            mentor_id=mentor.person_id, recorded_by_id=self.screened_by_id, done=done
        )
        mentor.activated_at = mentor.activated_at or clock.now()


def _occupations(nocs: Sequence[str]) -> list[MentorOccupation]:
    return [MentorOccupation(noc=noc, position=place) for place, noc in enumerate(nocs)]


def _set_occupations(mentor: Mentor, nocs: Sequence[str]) -> None:
    """Keep the rows of occupations that stay: a row and its replacement cannot share a key."""
    kept = {occupation.noc: occupation for occupation in mentor.occupations}
    wanted = [kept.get(noc) or MentorOccupation(noc=noc) for noc in nocs]
    for place, occupation in enumerate(wanted):
        occupation.position = place
    mentor.occupations[:] = wanted


def _known(emails: Sequence[str]) -> dict[str, _Known]:
    people = db.session.scalars(select(Person).where(Person.email.in_(emails))).all()
    ids = [person.id for person in people]
    mentors = db.session.scalars(
        select(Mentor).where(Mentor.person_id.in_(ids)).options(selectinload(Mentor.occupations))
    )
    mentor_of = {mentor.person_id: mentor for mentor in mentors}
    recorded = select(MentorStepRecord.mentor_id, MentorStepRecord.step).where(
        MentorStepRecord.mentor_id.in_(ids)
    )
    steps: defaultdict[int, set[MentorStep]] = defaultdict(set)
    for mentor_id, step in db.session.execute(recorded):
        steps[mentor_id].add(step)
    return {
        str(person.email): _Known(person, mentor_of.get(person.id), frozenset(steps[person.id]))
        for person in people
    }
