"""The sections of the board's report on the messages that moderators checked."""

from collections.abc import Callable, Sequence

from portal.data.findings import wording
from portal.i18n import _, language
from portal.models.moderation import HoldReason
from portal.reports import words
from portal.reports.parts import filled
from portal.reports.queue import Line, QueueFigures
from portal.reports.sections import (
    HIDDEN,
    Chart,
    Column,
    Section,
    Table,
    count,
    hours,
    measures,
    part,
)


def sections(figures: QueueFigures) -> list[Section]:
    """Say how the queue of the whole board was worked through."""
    table = measures(
        _("In the period"),
        _("Number"),
        _("Proportion"),
        [
            (_("Messages held, of all written"), figures.held),
            (_("With something found, then shown as written (false alarms)"), figures.approved),
            (_("With something found, then changed and shown"), figures.redacted),
            (_("With something found, then refused"), figures.refused),
        ],
    )
    delays = [
        [_("Half of the decisions came within"), hours(figures.clock.median)],
        [_("95 in 100 decisions came within"), hours(figures.clock.longest)],
        [_("Half of them within, in school hours"), hours(figures.school.median)],
        [_("95 in 100 within, in school hours"), hours(figures.school.longest)],
    ]
    return [
        Section(_("Messages checked by the team"), filled(table, [*table.rows, *delays])),
        _found(figures.kinds),
        _lines(_("Why they waited"), _("Why it waits"), figures.reasons, _reason),
        _lines(_("By language of the author"), _("Language"), figures.languages, _spoken),
    ]


def _found(lines: Sequence[Line]) -> Section:
    title = _("What was found")
    if not lines:
        return Section(title, before=(_("Nothing was found in any message of this period."),))
    section = _lines(title, title, lines, _kind)
    after = (
        _("A message may hold several things: the proportions add up to more than the whole."),
    )
    return Section(title, section.table, _chart(lines), after=after)


def _chart(lines: Sequence[Line]) -> Chart | None:
    most = max((line.held.count or 0 for line in lines), default=0)
    if not most:
        return None
    return Chart(
        _("Bars: messages held by what was found in them. The table above holds the figures."),
        [
            (_kind(line.code), line.held.count / most, str(line.held.count))
            for line in lines
            if line.held.count is not None  # what is hidden has a row of the table, no bar
        ],
    )


def _lines(
    title: str, first: str, lines: Sequence[Line], name_of: Callable[[str], str]
) -> Section:
    columns = [
        Column(first),
        Column(_("Held"), numeric=True),
        Column(_("Proportion"), numeric=True),
        Column(_("Of those decided, shown as written"), numeric=True),
        Column(_("Half within (school hours)"), numeric=True),
    ]
    rows = [
        [
            name_of(line.code),
            count(line.held.count),
            part(line.held),
            line.approved if line.approved.count is not None else HIDDEN,
            hours(line.school.median),
        ]
        for line in lines
    ]
    return Section(title, Table(columns, rows, looks="levels"))


def _kind(code: str) -> str:
    return wording(code, language()).name


def _reason(code: str) -> str:
    return words.hold_reason(HoldReason(code))


def _spoken(code: str) -> str:
    return _("French") if code == "fr" else _("English")
