"""The schools of the board, as the ministry's open file lists them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select, update

from portal import clock
from portal.data.letters import squeezed
from portal.extensions import db
from portal.i18n import _
from portal.models.schools import School
from portal.services.cells import Cells, at_most, region_code, six_digits
from portal.services.columns import columns
from portal.services.rolls import Report
from portal.services.sheets import Sheet, Unreadable

COLUMNS = columns("schools", "code", "name")
_YES = frozenset(("1", "o", "oui", "y", "yes", "x", "v", "vrai", "t", "true"))
_KEPT = (
    "name",
    "municipality",
    "region",
    "network",
    "website",
    "secondary",
    "vocational",
    "adult",
)


@dataclass(frozen=True, slots=True)
class SchoolRow:
    """One school of the board, as the file describes it."""

    code: str
    name: str
    municipality: str
    region: str | None
    network: str
    website: str | None
    secondary: bool
    vocational: bool
    adult: bool

    @property
    def kept(self) -> dict[str, Any]:
        """The columns of the table, but for the code."""
        return {name: getattr(self, name) for name in _KEPT}


class SchoolRoll:
    """The schools of one board, from a file that may list all of Quebec's."""

    columns = COLUMNS

    def __init__(self, *, board_code: str) -> None:
        self.board_code = board_code
        self._seen: dict[str, int] = {}
        self._found = 0
        self._in_board = 0

    def begin(self, sheet: Sheet, report: Report) -> None:
        """Note whether the file says of which board a school is."""
        report.whole_file = "board" not in sheet.headers
        report.never_kept = ()  # a school is no person
        self._in_board = len(db.session.scalars(select(School.id)).all())

    def read(self, cells: Cells) -> SchoolRow | None:
        """Return the school of a line, None when it is another board's."""
        board = cells.line.cells.get("board", "")
        if "board" in cells.headers and board.zfill(6) != self.board_code:
            return None
        region = cells.given("region", region_code, "")
        row = SchoolRow(
            code=cells.needed("code", six_digits, ""),
            name=cells.needed("name", at_most(200), ""),
            municipality=cells.given("municipality", at_most(100), ""),
            region=cells.given("region_code", region_code, region) or None,
            network=cells.given("network", at_most(60), ""),
            website=cells.given("website", _website, "") or None,
            secondary=cells.given("secondary", _flag, False),
            vocational=cells.given("vocational", _flag, False),
            adult=cells.given("adult", _flag, False),
        )
        cells.once("code", row.code, self._seen)
        return row

    def settle(
        self, rows: Sequence[tuple[Cells, SchoolRow]], report: Report, *, write: bool
    ) -> None:
        """Count and write what is new or changed."""
        codes = [row.code for _cells, row in rows]
        kept = {
            s.code: s for s in db.session.scalars(select(School).where(School.code.in_(codes)))
        }
        new: list[dict[str, Any]] = []
        changed: list[dict[str, Any]] = []
        for _cells, row in rows:
            school = kept.get(row.code)
            if school is None:
                new.append({"code": row.code, **row.kept})
            elif row.kept == {name: getattr(school, name) for name in _KEPT}:
                report.unchanged += 1
            else:
                changed.append({"id": school.id, "imported_at": clock.now(), **row.kept})
        self._found += len(kept)
        report.created += len(new)
        report.changed += len(changed)
        if write and new:
            db.session.execute(insert(School), new)
        if write and changed:
            db.session.execute(update(School), changed)

    def end(self, report: Report) -> None:
        """Count the schools that the file does not name; refuse a file of other boards only."""
        report.untouched = self._in_board - self._found
        if report.read and report.others == report.read:
            raise Unreadable(
                _(
                    "No line of this file is of the board %(code)s. Check the code.",
                    code=self.board_code,
                )
            )


def _flag(text: str) -> bool:
    return squeezed(text) in _YES


def _website(text: str) -> str:
    """Return an address that begins with http, whatever the file left out."""
    address = at_most(300)(text)
    return address if address.startswith(("http://", "https://")) else f"https://{address}"
