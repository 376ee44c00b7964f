"""A student writes down what a conversation leaves, and says whether the counsellors read it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, exists, select, update

from portal import clock
from portal.errors import Conflict, Invalid
from portal.extensions import db
from portal.i18n import _
from portal.models.people import Person
from portal.models.reflections import Reflection
from portal.models.students import Consent
from portal.policies import reflections as policy
from portal.screening import Verdict
from portal.services import audit, concerns, texts

# Of a student who took part no more and did not come back: nobody could read it any longer.
KEPT_AFTER_WITHDRAWAL = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a reflection: it is kept in any case."""

    shared: bool
    seen: Mapping[str, Verdict]  # by part, what kept it from being shared as was asked
    verdict: Verdict  # of all that was written


def keep(
    *, student: Person, thread_id: int, words: Mapping[str, str], share: bool, stamp: str
) -> Kept:
    """Keep a reflection for its author alone, or share it with the own counsellors.

    What others could not be shown (R9) is kept and not shared. Somebody in distress is not
    held up, and people are told (decision 0027). `words` are by part; `stamp` is the version
    that the author had before them. Raises NotFound for a conversation that is not theirs to
    reflect on, Invalid when nothing is written, Conflict when it was changed meanwhile.
    """
    match = policy.get_writable(student, thread_id)
    if not any(words.values()):
        raise Invalid(_("Write something under one of the three, even one line."))
    row = db.session.get(Reflection, match.id)
    _make_sure_of_version(row, words, stamp)
    verdicts = {part: texts.look_over(text) for part, text in words.items()}
    whole = Verdict(tuple(one for verdict in verdicts.values() for one in verdict.findings))
    seen = {part: one for part, one in verdicts.items() if one.held and not whole.alert}
    if row is None:
        row = Reflection(match_id=match.id, student_id=student.id, **dict.fromkeys(words, ""))
        db.session.add(row)
    changed = _write(row, words)
    given = _share(student, row, shares=share and not seen)
    # What the student reads alone is told of when there is no doubt; what others read, always.
    if (changed or given) and whole.alert and (row.shared_at is not None or not whole.doubt):
        concerns.raise_on_own_words(student_id=student.id, findings=whole.findings)
    return Kept(row.shared_at is not None, seen if share else {}, whole)


def erase(*, student: Person, thread_id: int) -> None:
    """Erase a reflection for good, if there is one. Raises NotFound as `keep` does."""
    match = policy.get_writable(student, thread_id)
    row = db.session.get(Reflection, match.id)
    if row is not None:
        db.session.delete(row)
        audit.record(student, "reflection.erased", "match", match.id)


def take_back(*, student_id: int) -> None:
    """Let nobody but the student read any reflection of theirs, as a consent is withdrawn."""
    db.session.execute(
        update(Reflection).where(Reflection.student_id == student_id).values(shared_at=None)
    )


def erase_lapsed() -> None:
    """Erase those of students whose consent was withdrawn long ago and never given again."""
    stands = exists().where(
        Consent.student_id == Reflection.student_id, Consent.withdrawn_at.is_(None)
    )
    withdrawn = exists().where(
        Consent.student_id == Reflection.student_id,
        Consent.withdrawn_at < clock.now() - KEPT_AFTER_WITHDRAWAL,
    )
    old = select(Reflection.match_id).where(withdrawn, ~stands)
    db.session.execute(
        delete(Reflection)
        .where(Reflection.match_id.in_(old))
        .execution_options(synchronize_session=False)
    )


def _make_sure_of_version(row: Reflection | None, words: Mapping[str, str], stamp: str) -> None:
    if row is None or row.changed_at.isoformat() == stamp:
        return
    if any(getattr(row, part) != text for part, text in words.items()):
        raise Conflict(_("You changed this in another window meanwhile. Both versions are below."))


def _write(row: Reflection, words: Mapping[str, str]) -> bool:
    """Put the texts in; say whether any is another than before."""
    before = [getattr(row, part) for part in words]
    for part, text in words.items():
        setattr(row, part, text)
    changed = before != list(words.values())
    if changed:
        row.changed_at = clock.now()
    return changed


def _share(student: Person, row: Reflection, *, shares: bool) -> bool:
    """Share it or no longer; say whether it is shared now and was not before."""
    if shares is (row.shared_at is not None):
        return False
    row.shared_at = clock.now() if shares else None
    audit.record(
        student, "reflection.shared" if shares else "reflection.kept", "match", row.match_id
    )
    return shares
