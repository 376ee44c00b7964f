"""The sections that reports share, from their figures: one wording for every way out."""

from collections.abc import Sequence

from portal.data.occupations import Occupation
from portal.i18n import _, _n, language
from portal.reports import words
from portal.reports.demand import Demand, Gaps
from portal.reports.figures import Figure, Heading, Participation, Safety, Service, Share
from portal.reports.sections import (
    HIDDEN,
    Cell,
    Chart,
    Column,
    Section,
    Table,
    count,
    hours,
    measures,
)
from portal.reports.team import MINUTES, Concerns, StaffTime, Work, minutes_of
from portal.web.templating import date_text, datetime_text, percent_text


def heading_facts(
    heading: Heading, own: Sequence[tuple[str, Cell]], *, confidential: bool
) -> list[tuple[str, Cell]]:
    """Return what stands at the head: board, school, what is of this report, period, maker."""
    code, period = language(), heading.period
    facts: list[tuple[str, Cell]] = [
        (_("Board"), words.spoken(heading.board_fr, heading.board_en))
    ]
    facts += [(_("School"), heading.school)] if heading.school else []
    days = _(
        "From %(first)s to %(last)s",
        first=date_text(period.first, code),
        last=date_text(period.last, code),
    )
    made = _(
        "%(moment)s, by %(name)s",
        moment=datetime_text(heading.made_at, code),
        name=heading.made_by,
    )
    kept = _("Confidential: it names students") if confidential else _("It names no student")
    return [
        *facts,
        *own,
        (_("Period"), days),
        (_("Report made"), made),
        (_("Confidentiality"), kept),
    ]


def step_names() -> list[str]:
    """Name the steps of `Participation`, enrolment left out."""
    return [
        _("Signed in at least once"),
        _("Oriented"),
        _("At least one action in the period"),
        _("Wrote in the period"),
        _("Read an answer in the period"),
        _("With an established match"),
    ]


def summary(counts: Participation) -> Section:
    """Say how many students went how far, in figures and as bars."""
    names = step_names()
    rows: list[tuple[str, Figure | Share]] = [(_("On the list"), counts.enrolled)]
    rows += list(zip(names, counts.shares, strict=True))
    return Section(
        _("Summary"),
        measures(_("Students"), _("Number"), _("Proportion"), rows),
        share_chart(
            _(
                "Bars: how many of the students on the list went how far. "
                "The table above holds the figures."
            ),
            list(zip(names, counts.shares, strict=True)),
        ),
    )


def share_chart(title: str, rows: Sequence[tuple[str, Share]]) -> Chart:
    """Return bars of proportions."""
    code = language()
    return Chart(
        title,
        [
            (name, HIDDEN, _("hidden"))
            if share.part is None
            else (name, share.part, percent_text(share.part, code))
            for name, share in rows
        ],
    )


def breakdown(title: str, first: str, rows: Sequence[tuple[str, Participation]]) -> Section:
    """Say the same of each part: levels, schools."""
    columns = [
        Column(first),
        Column(_("On the list"), numeric=True),
        Column(_("Signed in"), numeric=True),
        Column(_("Oriented"), numeric=True),
        Column(_("At least one action"), numeric=True),
        Column(_("Wrote"), numeric=True),
        Column(_("Read an answer"), numeric=True),
        Column(_("Established match"), numeric=True),
    ]
    cells = [[name, count(counts.enrolled), *map(_shared, counts.shares)] for name, counts in rows]
    return Section(title, Table(columns, cells, looks="breakdown"), keep=len(rows) < 12)


def _shared(share: Share) -> Cell:
    return HIDDEN if share.count is None else share


def service_section(service: Service) -> Section:
    """Say how requests were answered."""
    table = measures(
        _("Requests received by mentors in the period"),
        _("Number"),
        _("Proportion"),
        [
            (_("All requests"), service.requests),
            (_("Answered within 48 hours"), service.prompt),
            (_("Answered later"), service.later),
            (_("Not answered"), service.unanswered),
            (_("Declined or withdrawn without an answer"), service.turned_down),
            (_("Without an answer, then another mentor was asked"), service.asked_again),
        ],
    )
    rows = [*table.rows, [_("Half of the first answers came within"), hours(service.median_hours)]]
    return Section(_("Requests and answers"), filled(table, rows))


def safety_section(safety: Safety, concerns: Concerns) -> Section:
    """Say how many messages and concerns were looked at, why and how soon; never about what."""
    rows: list[tuple[str, Figure | Share]] = [
        (_("All messages held"), safety.held),
        (_("Messages approved"), safety.approved),
        (_("Approved after a passage was removed"), safety.redacted),
        (_("Messages refused"), safety.refused),
        (_("Still waiting"), safety.waiting),
    ]
    rows += [
        (_("Held because: %(reason)s", reason=words.hold_reason(reason)), share)
        for reason, share in safety.reasons
    ]
    table = measures(_("In the period"), _("Number"), _("Proportion"), rows)
    cells = [
        *table.rows,
        [_("Half of the decisions came within"), hours(safety.median_hours)],
        *_concern_rows(concerns),
    ]
    return Section(_("Safety of the exchanges"), filled(table, cells))


def concerns_section(concerns: Concerns) -> Section:
    """Say the same of the concerns alone."""
    table = measures(_("In the period"), _("Number"), _("Proportion"), [])
    return Section(_("Concerns"), filled(table, _concern_rows(concerns)))


def _concern_rows(concerns: Concerns) -> list[Sequence[Cell]]:
    cases: list[tuple[str, Figure | Share]] = [
        (_("Concerns raised"), concerns.raised),
        (_("Reported by one of the two people"), concerns.reported),
        (_("Immediate ones"), concerns.immediate),
        (_("Concerns closed since"), concerns.closed),
    ]
    return [
        *measures("", "", "", cases).rows,
        [_("Half of the concerns were opened within"), hours(concerns.opened_hours)],
        [_("Half of those closed were closed within"), hours(concerns.closed_hours)],
    ]


def demand_section(rows: Sequence[Demand], *, hides: bool, gaps: Gaps | None) -> Section:
    """Say which sectors were asked about, and for what nobody was found."""
    code = language()
    columns = [
        Column(_("Sector")),
        Column(_("Students"), numeric=True),
        Column(_("Requests"), numeric=True),
        Column(_("Established matches"), numeric=True),
    ]
    cells = [
        [row.sector.name(code), row.students, count(row.requests), count(row.established)]
        for row in rows
    ]
    none = (
        _("No sector was asked about by five students or more in this period.")
        if hides
        else _("No sector was asked about in this period.")
    )
    return Section(
        _("Sectors most asked about"),
        Table(columns, cells, looks="levels") if cells else None,
        _demand_chart(rows),
        before=() if cells else (none,),
        after=_gap_words(gaps),
    )


def _demand_chart(rows: Sequence[Demand]) -> Chart | None:
    most = max((row.students for row in rows), default=0)
    if all(row.students == most for row in rows):
        return None  # bars of one length would say nothing
    return Chart(
        _("Bars: students by sector asked about. The table above holds the figures."),
        [
            (row.sector.name(language()), row.students / most, str(row.students))
            for row in rows[:10]
        ],
    )


def _gap_words(gaps: Gaps | None) -> tuple[str, ...]:
    if gaps is None:
        return ()
    if gaps.searches is None:
        return (_("Searches without a mentor: too few to show."),)
    return (
        _n(
            "%(num)s search found no mentor with room in the months of the period.",
            "%(num)s searches found no mentor with room in the months of the period.",
            gaps.searches,
        ),
    )


def gaps_section(gaps: Gaps) -> Section:
    """List the occupations for which nobody was found most often."""
    columns = [Column(_("Occupation")), Column(_("Searches"), numeric=True)]
    rows: list[list[Cell]] = [
        [_occupation(occupation), searches] for occupation, searches in gaps.occupations
    ]
    return Section(
        _("Searches without a mentor"),
        Table(columns, rows) if rows else None,
        before=_gap_words(gaps),
    )


def _occupation(occupation: Occupation | None) -> str:
    return occupation.headline(language()) if occupation else _("Words that mean no occupation")


def staff_section(time: StaffTime) -> Section:
    """Say what the staff did and how many minutes the printed rule counts."""
    columns = [
        Column(_("What the team did")),
        Column(_("Times"), numeric=True),
        Column(_("Minutes"), numeric=True),
    ]
    rows = [
        [words.work(work), count(times), count(minutes_of(work, times))]
        for work, times in time.lines
    ]
    return Section(
        _("Time of the staff"),
        Table(columns, [*rows, [_("In all"), None, count(time.minutes)]]),
        after=(_rule(),),
    )


def _rule() -> str:
    return _(
        "Counted by a rule, not measured: %(decision)s minutes a decision, %(concern)s a "
        "concern, %(follow_up)s a follow-up.",
        decision=MINUTES[Work.DECISION],
        concern=MINUTES[Work.CONCERN],
        follow_up=MINUTES[Work.FOLLOW_UP],
    )


def next_steps_section(text: str) -> list[Section]:
    """Return what the counsellor wrote for the end of the report; nothing without it."""
    return [Section(_("Next steps"), text=text, keep=False)] if text else []


def filled(table: Table, rows: Sequence[Sequence[Cell]]) -> Table:
    """Return the table with other rows, the short ones filled with nothing."""
    width = len(table.columns)
    cells = [[*row, *[None] * (width - len(row))] for row in rows]
    return Table(table.columns, cells, table.looks)
