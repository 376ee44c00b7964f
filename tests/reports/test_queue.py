"""The figures of the queue, counted by hand, the same on the page and in the report."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from portal import clock
from portal.errors import NotFound
from portal.extensions import db, unit_of_work
from portal.models.moderation import Decision, Hold, HoldReason, MessageFinding, Verdict
from portal.models.threads import Message, MessageState
from portal.reports.board import board_report
from portal.reports.periods import Period
from portal.reports.queue import longest, queue_figures
from tests.cast import IDS

TORONTO = ZoneInfo("America/Toronto")
DECEMBER = Period(date(2026, 12, 1), date(2026, 12, 31))
MONDAY = datetime(2026, 12, 7, 10, tzinfo=TORONTO)


@pytest.fixture
def context(cast):
    with cast.app.app_context():
        yield cast


def held(number, *, kind="phone", verdict=None, hours=1, author="zoe", at=MONDAY):
    """Add a message held on a Monday morning and decided `hours` later."""
    message = Message(id=number, thread_id=1, author_id=IDS[author], body="x", sent_at=at)
    message.state, message.send_key = MessageState.HELD, f"q{number}"
    db.session.add(message)
    db.session.flush()
    reason = HoldReason.FINDING if kind else HoldReason.SAMPLED
    hold = Hold(id=number, message_id=number, reason=reason, held_at=at, due_at=at)
    hold.waits, hold.severity = verdict is None, 3
    db.session.add(hold)
    db.session.flush()
    if kind:
        row = {"message_id": number, "kind": kind, "start": 0, "end": 1, "severity": 3}
        db.session.add(MessageFinding(rule="r", **row))
    if verdict:
        decision = Decision(message_id=number, hold_id=number, moderator_id=IDS["mona"])
        decision.verdict, decision.original_hash = verdict, ""
        decision.decided_at = at + timedelta(hours=hours)
        db.session.add(decision)


def fill():
    with unit_of_work():
        held(50, verdict=Verdict.APPROVED, hours=1)
        held(51, verdict=Verdict.REFUSED, hours=2)
        held(52, verdict=Verdict.REDACTED, hours=24)  # Tuesday at 10: 8 hours of school
        held(53, kind="email", verdict=Verdict.APPROVED, hours=3, author="grace")
        held(54, kind=None, verdict=Verdict.APPROVED, hours=4)
        held(55)
        held(56, at=MONDAY - timedelta(days=30), verdict=Verdict.APPROVED)  # in November


def test_the_figures_are_those_counted_by_hand(context):
    fill()
    with clock.frozen_at(MONDAY + timedelta(days=1)):
        figures = queue_figures(context.person("mona"), DECEMBER)
    assert (figures.waiting, figures.late) == (2, 2)  # with the cast's own
    assert (figures.held.count, figures.held.of) == (6, 6)
    assert (figures.approved.count, figures.approved.of) == (2, 4)
    assert (figures.redacted.count, figures.refused.count) == (1, 1)
    assert (figures.school.median, figures.school.longest) == (3, 8)
    assert (figures.clock.median, figures.clock.longest) == (3, 24)
    kinds = {line.code: (line.held.count, line.approved.count) for line in figures.kinds}
    assert kinds == {"phone": (4, 1), "email": (1, 1)}
    spoken = {line.code: (line.held.count, line.held.of) for line in figures.languages}
    assert spoken == {"fr": (5, 5), "en": (1, 1)}


def test_an_undone_decision_is_none(context):
    with unit_of_work():
        held(50, verdict=Verdict.APPROVED)
        decision = db.session.query(Decision).one()
        decision.stands, decision.undone_at = False, clock.now()
    figures = queue_figures(context.person("mona"), DECEMBER)
    assert (figures.held.count, figures.approved.of) == (1, 0)


def test_the_longest_of_95_in_100():
    assert longest([]) is None
    assert longest([3.0]) == 3.0
    assert longest([float(number) for number in range(1, 101)]) == 95.0


def test_the_report_of_the_board_hides_what_is_small(context):
    fill()
    report = board_report(context.person("adele"), 1, DECEMBER).queue
    assert (report.waiting, report.approved.count, report.clock.median) == (None, None, 3)
    assert [line.held.count for line in report.kinds] == [None, None]


def test_the_report_of_the_board_says_the_page_s_own_numbers(context):
    """Where nothing is small, nothing is hidden, and no figure of the two differs."""
    with unit_of_work():
        for number in range(50, 110):
            verdict = (Verdict.APPROVED, Verdict.REDACTED, Verdict.REFUSED)[number % 3]
            kind, author = (
                ("phone", "insult", None)[(number - 50) // 20],
                ("zoe", "grace")[number % 2],
            )
            held(number, kind=kind, verdict=verdict, hours=number % 20 + 1, author=author)
        for number in range(120, 126):
            held(number, kind="phone")
        for number in range(130, 136):  # shown at once, so that a rest is left of each language
            for author in ("zoe", "grace"):
                said = Message(thread_id=1, author_id=IDS[author], body="x", sent_at=MONDAY)
                said.state, said.send_key = MessageState.VISIBLE, f"v{number}{author}"
                db.session.add(said)
    with clock.frozen_at(MONDAY + timedelta(days=1)):
        page = queue_figures(context.person("mona"), DECEMBER)
        report = board_report(context.person("adele"), 1, DECEMBER).queue
    assert replace(report, hides=False) == page
    assert (page.waiting, page.held.count, page.approved.count) == (7, 66, 13)


@pytest.mark.parametrize("who", ["zoe", "marc", "claire", "coralie"])
def test_nobody_else_sees_the_figures(context, who):
    with pytest.raises(NotFound):
        queue_figures(context.person(who), DECEMBER)


@clock.frozen_at(datetime(2027, 1, 8, 15, tzinfo=UTC))
def test_the_page_holds_a_chart_and_its_table_and_the_pdf_the_same(cast):
    with cast.app.app_context():
        fill()
    page = cast.client("mona").get("/moderation/figures?from=2026-12-01&to=2026-12-31&lang=en")
    assert 'role="img"' in page.text
    assert "<desc" in page.text
    wrong = cast.client("mona").get("/moderation/figures?from=2026-12-31&to=2026-12-01")
    assert '<svg class="chart' not in wrong.text
    asked = "/admin/report?from=2026-12-01&to=2026-12-31"
    assert cast.client("adele").get(asked).status_code == 200
    document = cast.client("adele").post(asked, data={"form": "pdf", "spoken": "fr"})
    assert document.data.startswith(b"%PDF")
    name = "participation_organisme_2026-12-01_2026-12-31_fr.pdf"
    assert name in document.headers["Content-Disposition"]
    assert cast.client("mona").get("/admin/report").status_code == 404


def test_the_command_writes_the_board_s_report(cast, tmp_path):
    path = tmp_path / "r.pdf"
    words = ["reports", "board", "--for", "adele@example.org", "--lang", "en", "--to-file"]
    answer = cast.app.test_cli_runner().invoke(args=[*words, str(path)])
    assert answer.exit_code == 0, answer.output
    assert path.read_bytes().startswith(b"%PDF")
