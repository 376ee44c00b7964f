"""The screening of mentors, as the coordinator follows it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, not_, or_, select, true
from sqlalchemy.orm import aliased

from portal import clock
from portal.data.occupations import occupations
from portal.extensions import db
from portal.models.mentors import (
    Mentor,
    MentorOccupation,
    MentorStep,
    MentorStepRecord,
    TrainingPath,
)
from portal.models.people import Person, folded
from portal.policies import mentors as policy

PAGE_SIZE = 25
REMINDED = timedelta(days=60)  # before a verification ends, the coordinator is told
STEPS = tuple(MentorStep)


class Standing(StrEnum):
    """Where a mentor stands, as the coordinator sorts them."""

    APPLICANT = "applicant"
    ACTIVE = "active"
    PAUSED = "paused"
    DEACTIVATED = "deactivated"


def stands(standing: Standing) -> ColumnElement[bool]:
    """Say which mentors stand there; every mentor stands in exactly one place."""
    here = Mentor.deactivated_at.is_(None)
    on_pause = and_(Mentor.paused_until.is_not(None), Mentor.paused_until > clock.today())
    match standing:
        case Standing.APPLICANT:
            return and_(here, Mentor.activated_at.is_(None))
        case Standing.ACTIVE:
            free = or_(Mentor.paused_until.is_(None), Mentor.paused_until <= clock.today())
            return and_(here, Mentor.activated_at.is_not(None), free)
        case Standing.PAUSED:
            return and_(here, Mentor.activated_at.is_not(None), on_pause)
        case Standing.DEACTIVATED:
            return Mentor.deactivated_at.is_not(None)


@dataclass(frozen=True, slots=True)
class MentorLine:
    """One mentor in the coordinator's list."""

    id: int
    name: str
    noc: str | None
    created_at: datetime
    paused_until: date | None
    open_matches: int
    next_step: MentorStep | None  # none: every step is done


@dataclass(frozen=True, slots=True)
class RenewalLine:
    """A mentor whose verification ends soon or has ended."""

    id: int
    name: str
    screened_until: date
    ended: bool
    open_matches: int


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step of the screening: done by whom and when, or not yet."""

    step: MentorStep
    recorded_by: str | None
    recorded_at: datetime | None


@dataclass(frozen=True, slots=True)
class ScreeningPage:
    """One mentor as the coordinator sees the person."""

    id: int
    name: str
    standing: Standing
    nocs: tuple[str, ...]
    job_title_fr: str
    job_title_en: str
    employer: str | None
    region: str
    path: TrainingPath
    languages: tuple[str, ...]
    bio_fr: str
    bio_en: str
    topics_fr: str
    topics_en: str
    capacity: int
    open_matches: int
    created_at: datetime
    last_signed_in_at: datetime | None
    activated_at: datetime | None
    deactivated_at: datetime | None
    hidden: bool  # out of the search while a serious report about the profile waits
    paused_until: date | None
    screened_until: date | None
    verified: bool  # whether the board's verification holds today
    steps: tuple[StepLine, ...]
    next_step: MentorStep | None
    may_activate: bool


def counts(viewer: Person) -> dict[Standing, int]:
    """Count the mentors whom `viewer` manages, by where they stand."""
    columns = [func.count().filter(stands(standing)) for standing in Standing]
    row = db.session.execute(_of(viewer, *columns)).one()
    return dict(zip(Standing, row, strict=True))


def listed(
    viewer: Person, standing: Standing, words: str = "", *, page: int = 1
) -> tuple[list[MentorLine], int]:
    """Return a page of the mentors who stand there, and how many; `words` are of a name.

    With words, mentors of every standing are found: one looks for a person, not for a place.
    """
    called = [Person.folded_name.contains(word, autoescape=True) for word in folded(words).split()]
    rule = and_(true(), *called) if called else stands(standing)
    total = db.session.scalar(_of(viewer, func.count()).where(rule)) or 0
    steps = select(func.count()).where(MentorStepRecord.mentor_id == Mentor.person_id)
    first = select(MentorOccupation.noc).where(
        MentorOccupation.mentor_id == Mentor.person_id, MentorOccupation.position == 0
    )
    wanted = (
        _of(viewer, Person.id, Person.given_name, Person.family_name)
        .add_columns(
            first.limit(1).scalar_subquery(),
            Person.created_at,
            Mentor.paused_until,
            Mentor.open_matches,
            steps.scalar_subquery(),
        )
        .where(rule)
        .order_by(Person.folded_name, Person.id)
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )
    lines = [
        MentorLine(
            number, f"{given} {family}", noc, created_at, paused, matches, _step_after(done)
        )
        for number, given, family, noc, created_at, paused, matches, done in db.session.execute(
            wanted
        )
    ]
    return lines, total


def renewals(viewer: Person, *, page: int = 1) -> tuple[list[RenewalLine], int]:
    """Return a page of those whose verification ends within `REMINDED`, and how many (R51).

    The first to end first; those whose verification has ended stand before them.
    """
    rule = and_(
        Mentor.activated_at.is_not(None),
        Mentor.deactivated_at.is_(None),
        Mentor.screened_until <= clock.today() + REMINDED,
    )
    total = db.session.scalar(_of(viewer, func.count()).where(rule)) or 0
    wanted = (
        _of(viewer, Person.id, Person.given_name, Person.family_name)
        .add_columns(Mentor.screened_until, not_(policy.verified()), Mentor.open_matches)
        .where(rule)
        .order_by(Mentor.screened_until, Person.folded_name, Person.id)
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )
    rows = db.session.execute(wanted)
    return [RenewalLine(i, f"{given} {family}", *rest) for i, given, family, *rest in rows], total


def page(viewer: Person, mentor_id: int) -> ScreeningPage:
    """Return one mentor with the steps. Raises NotFound for whom `viewer` does not manage."""
    mentor = policy.get_managed(viewer, mentor_id)
    person, steps = mentor.person, _steps(mentor_id)
    done = sum(step.recorded_at is not None for step in steps)
    applies = _standing(mentor) is Standing.APPLICANT
    return ScreeningPage(
        id=mentor_id,
        name=person.name,
        standing=_standing(mentor),
        nocs=tuple(o.noc for o in mentor.occupations if o.noc in occupations()),
        job_title_fr=mentor.job_title_fr,
        job_title_en=mentor.job_title_en,
        employer=mentor.employer,
        region=mentor.region,
        path=mentor.path,
        languages=tuple(mentor.languages),
        bio_fr=mentor.bio_fr,
        bio_en=mentor.bio_en,
        topics_fr=mentor.topics_fr,
        topics_en=mentor.topics_en,
        capacity=mentor.capacity,
        open_matches=mentor.open_matches,
        created_at=person.created_at,
        last_signed_in_at=person.last_signed_in_at,
        activated_at=mentor.activated_at,
        deactivated_at=mentor.deactivated_at,
        hidden=mentor.hidden_at is not None,
        paused_until=mentor.paused_until,
        screened_until=mentor.screened_until,
        verified=mentor.is_verified,
        steps=steps,
        next_step=_step_after(done) if applies else None,
        may_activate=applies and done == len(STEPS),
    )


def _standing(mentor: Mentor) -> Standing:
    """Say where a mentor stands, as `stands` does in SQL."""
    if mentor.deactivated_at is not None:
        return Standing.DEACTIVATED
    if mentor.activated_at is None:
        return Standing.APPLICANT
    paused = mentor.paused_until is not None and mentor.paused_until > clock.today()
    return Standing.PAUSED if paused else Standing.ACTIVE


def _steps(mentor_id: int) -> tuple[StepLine, ...]:
    recorder = aliased(Person)
    wanted = (
        select(
            MentorStepRecord.step,
            recorder.given_name,
            recorder.family_name,
            MentorStepRecord.recorded_at,
        )
        .join(recorder, recorder.id == MentorStepRecord.recorded_by_id)
        .where(MentorStepRecord.mentor_id == mentor_id)
    )
    done = {
        step: StepLine(step, f"{given} {family}", at)
        for step, given, family, at in db.session.execute(wanted)
    }
    return tuple(done.get(step, StepLine(step, None, None)) for step in STEPS)


def _step_after(done: int) -> MentorStep | None:
    return STEPS[done] if done < len(STEPS) else None


def _of(viewer: Person, *columns: Any) -> Select[Any]:
    return (
        select(*columns).select_from(Mentor).join(Mentor.person).where(policy.managed_by(viewer))
    )
