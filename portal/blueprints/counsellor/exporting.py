"""A list of students to take along: the words of its columns, and the file."""

from collections.abc import Sequence

from flask import Response

from portal import clock
from portal.i18n import _, language
from portal.models.students import Level
from portal.queries.standings import Standing
from portal.queries.students import ListedStudent
from portal.reports import lists
from portal.reports.lists import Cell

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def answer(found: Sequence[ListedStudent], wanted: str) -> Response:
    """Answer with a workbook for "xlsx", else with a CSV; its name holds no personal data."""
    titles = [
        _("Family name"),
        _("Given name"),
        _("Level"),
        _("Class groups"),
        _("School"),
        _("State"),
        _("Last sign-in"),
    ]
    rows, title = _rows(found), _("Students")
    name = f"{'eleves' if language() == 'fr' else 'students'}_{clock.today()}"
    if wanted == "xlsx":
        return _file(lists.to_xlsx(title, titles, rows), XLSX, f"{name}.xlsx")
    return _file(lists.to_csv(titles, rows), "text/csv; charset=utf-8", f"{name}.csv")


def _file(content: bytes, kind: str, name: str) -> Response:
    response = Response(content, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _rows(found: Sequence[ListedStudent]) -> list[list[Cell]]:
    levels, states = _levels(), _states()
    return [
        [
            one.row.family_name,
            one.row.given_name,
            levels[one.row.level],
            one.class_groups,
            one.row.school,
            states[one.row.standing],
            clock.local(one.row.last_signed_in_at).date() if one.row.last_signed_in_at else None,
        ]
        for one in found
    ]


def _levels() -> dict[Level, str]:
    return {
        Level.SEC1: _("Sec. 1"),
        Level.SEC2: _("Sec. 2"),
        Level.SEC3: _("Sec. 3"),
        Level.SEC4: _("Sec. 4"),
        Level.SEC5: _("Sec. 5"),
        Level.ADULT: _("Adult education"),
        Level.VOCATIONAL: _("Vocational"),
    }


def _states() -> dict[Standing, str]:
    return {
        Standing.LEFT: _("Left the board"),
        Standing.SUSPENDED: _("Suspended"),
        Standing.CONSENT_MISSING: _("Consent missing"),
        Standing.TO_NUDGE: _("To nudge"),
        Standing.LATE: _("Answer is late"),
        Standing.ESTABLISHED: _("Established match"),
        Standing.ACTIVE: _("Active match"),
        Standing.WAITING: _("Waiting for an answer"),
        Standing.FINISHED: _("Match ended"),
        Standing.NO_PASSWORD: _("No password yet"),
        Standing.NEVER_SIGNED_IN: _("Never signed in"),
        Standing.NOT_STARTED: _("Has not written yet"),
    }
