"""The names that a board gives to occupations, or takes from them; and Statistics Canada's.

What is decided here is in the database, so that an upgrade of the portal keeps it.
"""

from collections.abc import Sequence
from secrets import token_hex
from typing import Any

from sqlalchemy import insert, select

from portal import clock
from portal.data.occupations import Name, Occupation, name_key, occupations
from portal.errors import Invalid, not_found
from portal.extensions import db
from portal.i18n import LANGUAGES, _
from portal.models.occupation_names import NameSource, OccupationName
from portal.models.people import Person
from portal.policies import occupation_names as policy
from portal.queries.occupation_names import AddedName, shipped_names
from portal.services import audit, boards
from portal.services.cells import Cells
from portal.services.occupation_titles import COLUMNS, LONGEST_TITLE, read_title
from portal.services.rolls import Progress, Report, run
from portal.services.sheets import Sheet

LONGEST = 100  # characters of a name that somebody types
LONGEST_KEPT = LONGEST_TITLE  # of any name


def add(*, actor: Person, noc: str, language: str, name: Name) -> None:
    """Find the occupation by `name` too. Raises NotFound, and Invalid when it has the name.

    A name that the board had taken away comes back, with the feminine as it is now; one that
    was imported becomes the board's own, and weighs as much as an everyday name.
    """
    occupation = _managed(actor, noc, language)
    row, shipped = _own(noc, language, name.masculine), _shipped(occupation, language, name)
    is_there = row is None or not row.removed
    if is_there and (shipped is not None or (row and row.source is NameSource.BOARD)):
        raise Invalid(_("This occupation is found by this name already."))
    if row is None:
        row = OccupationName(noc=noc, language=language, masculine=name.masculine)
        db.session.add(row)
    row.feminine, row.source = name.feminine, NameSource.BOARD
    _write(actor, row, "added", removed=False)
    if shipped is not None:
        db.session.delete(row)  # what the portal ships needs no row of its own


def take_away(*, actor: Person, noc: str, language: str, masculine: str) -> None:
    """No longer find the occupation by a name, wherever that one comes from.

    Raises NotFound for what is no name of it, and Invalid for the one that pages show.
    """
    occupation = _managed(actor, noc, language)
    key = name_key(masculine)
    if key == name_key(occupation.names(language)[0].masculine):
        raise Invalid(_("This name stands on every page about the occupation: it stays."))
    row = _own(noc, language, masculine)
    if row is None:
        shipped = _shipped(occupation, language, Name(masculine, masculine))
        known = shipped or not_found("name of an occupation", noc)
        row = OccupationName(noc=noc, language=language, masculine=known.masculine)
        row.feminine, row.source = known.feminine, NameSource.BOARD
        db.session.add(row)
    if not row.removed:
        _write(actor, row, "removed", removed=True)


def bring_back(*, actor: Person, noc: str, language: str, masculine: str) -> None:
    """Find the occupation again by a name that was taken away; twice is once. Raises NotFound."""
    occupation = _managed(actor, noc, language)
    row = _own(noc, language, masculine)
    shipped = _shipped(occupation, language, Name(masculine, masculine))
    if row is None and shipped is None:
        not_found("name of an occupation", noc)
    if row is None or not row.removed:
        return  # someone else was faster
    _write(actor, row, "restored", removed=False)
    if shipped is not None and row.source is NameSource.BOARD:
        db.session.delete(row)


def check_titles(*, content: bytes, language: str, progress: Progress) -> tuple[Report, int]:
    """Return what an import of a file of titles would do, and how many the board took away.

    Writes nothing. Raises Unreadable.
    """
    roll = _TitleRoll(language)
    return run(roll, content, write=False, progress=progress), roll.kept_away


def import_titles(
    *,
    actor: Person | None,
    content: bytes,
    language: str,
    keep_good: bool = False,
    progress: Progress,
) -> tuple[Report, int]:
    """Add the titles of a file that are not there yet; what the board took away stays away.

    Raises Unreadable, and Refused when a line is bad and `keep_good` is not wanted.
    """
    roll = _TitleRoll(language)
    report = run(roll, content, write=True, keep_good=keep_good, progress=progress)
    if report.created:
        board = boards.ensure()
        board.names_stamp = token_hex(8)
        audit.record(actor, "occupation_titles.imported", "board", board.id, detail=language)
    return report, roll.kept_away


class _TitleRoll:
    """The example titles of one language."""

    columns = COLUMNS

    def __init__(self, language: str) -> None:
        self.kept_away = 0
        self._language = language
        self._known: dict[tuple[str, str], bool] = {}  # NOC and key: taken away

    def begin(self, _sheet: Sheet, report: Report) -> None:
        """Read what is known of this language already."""
        report.never_kept = ()
        for noc, occupation in occupations().items():
            for name in shipped_names(occupation, self._language):
                self._known[noc, name_key(name.masculine)] = False
        own = select(OccupationName.noc, OccupationName.masculine, OccupationName.removed)
        of_language = own.where(OccupationName.language == self._language)
        for noc, masculine, removed in db.session.execute(of_language):
            self._known[noc, name_key(masculine)] = removed

    def read(self, cells: Cells) -> AddedName | None:
        """Return the title of a line."""
        return read_title(cells, self._language)

    def settle(
        self, rows: Sequence[tuple[Cells, AddedName]], report: Report, *, write: bool
    ) -> None:
        """Count, and write the titles that are new; a title twice in a file is once."""
        new: list[dict[str, Any]] = []
        for _cells, row in rows:
            key = (row.noc, name_key(row.name.masculine))
            removed = self._known.get(key)
            if removed is None:
                new.append(_values(row))
                self._known[key] = False
            elif removed:
                self.kept_away += 1
            else:
                report.unchanged += 1
        report.created += len(new)
        if write and new:
            db.session.execute(insert(OccupationName), new)

    def end(self, _report: Report) -> None:
        """What a file does not name stays."""


def _values(row: AddedName) -> dict[str, Any]:
    return {
        "noc": row.noc,
        "language": row.language,
        "masculine": row.name.masculine,
        "feminine": row.name.feminine,
        "source": row.source,
        "removed": False,
        "changed_at": clock.now(),
    }


def _managed(actor: Person, noc: str, language: str) -> Occupation:
    policy.check_managed_by(actor)
    if language not in LANGUAGES:
        not_found("language", language)
    return occupations().get(noc) or not_found("occupation", noc)


def _own(noc: str, language: str, masculine: str) -> OccupationName | None:
    """Return the row of a name, whatever its case and accents."""
    wanted = select(OccupationName).where(
        OccupationName.noc == noc, OccupationName.language == language
    )
    key = name_key(masculine)
    same = (row for row in db.session.scalars(wanted) if name_key(row.masculine) == key)
    return next(same, None)


def _shipped(occupation: Occupation, language: str, name: Name) -> Name | None:
    key = name_key(name.masculine)
    same = (one for one in shipped_names(occupation, language) if name_key(one.masculine) == key)
    return next(same, None)


def _write(actor: Person, row: OccupationName, verb: str, *, removed: bool) -> None:
    """Keep the change, have every finder read again, and write down who did it."""
    row.removed, row.changed_by_id, row.changed_at = removed, actor.id, clock.now()
    db.session.flush()
    boards.ensure().names_stamp = token_hex(8)
    audit.record(actor, f"occupation_name.{verb}", OccupationName.__tablename__, row.id)
