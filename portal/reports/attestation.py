"""A student's attestation of participation: counts and days, for whoever asks; never a mark."""

from dataclasses import dataclass

from portal.i18n import _, language
from portal.models.people import Person
from portal.queries import participation
from portal.reports import definitions, words
from portal.reports.periods import Period
from portal.reports.sections import Cell, Column, Paper, Section, Table
from portal.reports.student import StudentReport, student_report
from portal.web.templating import date_text

ESTABLISHED = 5  # visible messages, as everywhere


@dataclass(frozen=True, slots=True)
class Attestation:
    """The figures of the student's report without occupations (R108), and who signs."""

    report: StudentReport
    signatory_fr: str
    signatory_en: str

    @property
    def signatory(self) -> str:
        """Whoever signs, in the language in use; "" when the board names nobody."""
        return words.spoken(self.signatory_fr, self.signatory_en)

    @property
    def board(self) -> str:
        """The board's name in the language in use."""
        return words.spoken(self.report.heading.board_fr, self.report.heading.board_en)

    @property
    def who(self) -> str:
        """School and level, under the name."""
        return f"{self.report.heading.school}, {words.level(self.report.level)}"

    @property
    def issued_on(self) -> str:
        """The day on which it is made."""
        return date_text(self.report.heading.made_at, language())

    @property
    def fault(self) -> str:
        """Say why there is nothing to attest; "" for whoever took a step in the period."""
        report = self.report
        oriented = report.oriented_on is not None
        new = oriented and report.oriented_on >= report.heading.period.first  # type: ignore[operator]
        if new or report.search_days or report.sent or report.received or report.posts:
            return ""
        return _("No step was taken in this period: there is nothing to attest.")

    def paper(self) -> Paper:
        """Say it in the language in use."""
        heading = self.report.heading
        return Paper(
            title=_("Attestation of participation"),
            about=self.report.name,
            confidential=False,
            facts=[
                (_("Board"), self.board),
                (_("School"), heading.school),
                (_("Level"), words.level(self.report.level)),
                (_("Issued on"), self.issued_on),
                (_("Signed by"), self.signatory or None),
            ],
            sections=[self._attested()],
            definitions=definitions.of_attestation(self.board),
        )

    def _attested(self) -> Section:
        period, code = self.report.heading.period, language()
        sentence = _(
            "This document attests that %(name)s took part in e-mentoring, an exchange of "
            "messages with volunteer mentors about their occupations, from %(first)s to %(last)s.",
            name=self.report.name,
            first=date_text(period.first, code),
            last=date_text(period.last, code),
        )
        columns = [Column(_("Step")), Column(_("Day or number"), numeric=True)]
        return Section(
            _("What is attested"),
            Table(columns, self._steps(), looks="attested"),
            before=(sentence,),
        )

    def _steps(self) -> list[list[Cell]]:
        """Return the steps that were taken: what was not done is nobody's to attest."""
        lines = self.report.conversations
        written = [line.sent + line.received for line in lines]
        steps: list[list[Cell]] = [
            [_("Read the orientation"), self.report.oriented_on],
            [_("Days of searching in the period"), self.report.search_days],
            [_("Conversations in the period"), sum(count > 0 for count in written)],
            [_("In which the mentor wrote"), sum(line.received > 0 for line in lines)],
            [_("Of five messages or more"), sum(count >= ESTABLISHED for count in written)],
            [_("Messages sent in the period"), self.report.sent],
            [_("Messages received in the period"), self.report.received],
            [_("Messages in discussion groups in the period"), self.report.posts],
            [_("Discussion groups written in"), self.report.groups],
        ]
        return [step for step in steps if step[1]]


def attestation(viewer: Person, student_id: int, period: Period) -> Attestation:
    """Build the attestation of a student whose record `viewer` may read. Raises NotFound."""
    board = participation.board()
    report = student_report(viewer, student_id, period)
    return Attestation(report, board.signatory_fr, board.signatory_en)
