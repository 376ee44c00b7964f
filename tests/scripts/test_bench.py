"""The bench's arguments and arithmetic; what it measures is never a test."""

import json
import sys
from random import Random

import pytest
from benchmarks import __main__ as bench
from benchmarks import groups, messages, pages, students, visits
from benchmarks.children import BenchFailed, measured
from benchmarks.figures import Figure, as_json_lines, as_markdown, failing, ratio
from benchmarks.instances import folder_of_instances
from benchmarks.reference import json_app, page_app
from benchmarks.traffic import Round
from sqlalchemy import update

from portal import clock
from portal.extensions import db, unit_of_work
from portal.models.people import Person


def answer(size: int, seconds: float = 0.01) -> pages.Answer:
    return pages.Answer(seconds, 3, size)


@pytest.fixture
def visited(app):
    """The cast, all of whom have been here."""
    with app.app_context(), unit_of_work():
        db.session.execute(update(Person).values(last_signed_in_at=clock.now()))
    return app


class TestArguments:
    def test_nothing_said_means_every_part_at_academos_size(self):
        given = bench.options([])
        assert given.parts == [
            "load", "import", "report", "reports", "pages", "rates", "messages", "groups",
            "search",
        ]  # fmt: skip
        assert (given.size, given.keep, given.json) == ("academos", None, False)
        assert (given.pack, bench.options(["--pack", "30"]).pack) == (1000, 30)

    def test_parts_are_measured_in_one_order_and_once(self):
        assert bench.options(["messages", "load", "messages"]).parts == ["load", "messages"]

    @pytest.mark.parametrize("wrong", [["speed"], ["pages", "--size", "huge"]])
    def test_a_wrong_word_is_refused(self, wrong, capsys):
        with pytest.raises(SystemExit) as end:
            bench.options(wrong)
        assert end.value.code == 2
        assert "invalid choice" in capsys.readouterr().err


class TestFigures:
    @pytest.mark.parametrize(
        ("value", "limit", "at_least", "holds"),
        [
            (12, 12, False, True),
            (13, 12, False, False),
            (0.8, 0.8, True, True),
            (0.79, 0.8, True, False),
            (5, None, False, None),
        ],
    )
    def test_a_limit_is_kept_up_to_itself(self, value, limit, at_least, holds):
        assert Figure("a", "x", value, "", limit, at_least=at_least).holds is holds

    def test_a_ratio_is_of_medians(self):
        assert ratio([1, 2, 300], [4, 4, 1]) == 0.5

    @pytest.mark.parametrize(("values", "reference"), [([], [1]), ([1], []), ([1], [0])])
    def test_a_ratio_of_nothing_is_refused(self, values, reference):
        with pytest.raises(ValueError, match=r"measured|reference"):
            ratio(values, reference)

    def test_the_table_says_what_is_not_kept(self):
        kept = Figure("c", "memory", 150.4, "MiB", 200)
        not_kept = Figure("b", "inbox to bare page", 0.5, "x", 0.8, at_least=True, how="A B A B")
        table = as_markdown([kept, not_kept]).splitlines()
        assert table[2] == "| c | memory | 150 MiB | ≤ 200 MiB | yes |  |"
        assert table[3] == "| b | inbox to bare page | 0.50 | ≥ 0.80 | **no** | A B A B |"
        assert failing([kept, not_kept]) == [not_kept]

    def test_each_line_of_json_is_a_figure_with_its_verdict(self):
        line = json.loads(as_json_lines([Figure("d", "minutes", 3, "min", 10)]))
        assert (line["what"], line["value"], line["holds"]) == ("minutes", 3, True)


class TestPages:
    def test_only_pages_of_about_the_same_length_are_compared(self):
        small = [answer(1000), answer(5000)]
        large = [answer(1050), answer(1090), answer(9000)]
        pairs = pages.alike(small, large)
        assert [a.size for a in pairs[0]] == [1000]
        assert [a.size for a in pairs[1]] == [1050]

    def test_growth_is_of_equal_pages_and_says_what_was_drawn(self):
        small = tuple(answer(1000, 0.010) for _ in range(20))
        large = tuple(answer(1000, 0.012) for _ in range(20)) + (answer(50_000, 9.0),) * 30
        statements, _time, growth = pages.of_page(pages.Page("inbox", small, large, 14))
        assert (statements.value, statements.holds) == (14, False)
        assert growth.value == pytest.approx(1.2)
        assert "20 pages of equal length" in growth.how
        assert "900.00 as drawn" in growth.how

    def test_a_page_that_fails_says_why_and_hides_no_other(self):
        (figure,) = pages.of_page(pages.Page("inbox", failure="/threads answered 500"))
        assert (figure.what, figure.how) == ("inbox: not measured", "/threads answered 500")

    @pytest.mark.parametrize("name", visits.PAGES | visits.EXTRA)
    def test_every_page_can_be_drawn_and_opens(self, visited, name):
        for visit in visits.draw(visited, name, 2, seed=4):
            assert pages.answer(visited, visit).size > 0

    def test_a_portal_without_people_cannot_be_measured(self, app):
        with pytest.raises(BenchFailed, match="nobody"):
            visits.draw(app, "mentor search", 1, seed=5)

    def test_the_same_seed_draws_the_same_visits(self, visited):
        drawn = [visits.draw(visited, "mentor search", 20, seed=5) for _ in range(2)]
        assert drawn[0] == drawn[1]
        assert len({visit.address for visit in drawn[0]}) > 10


class TestReference:
    def test_the_bare_page_needs_a_session_and_has_the_bytes_asked_for(self, app):
        bare = page_app()
        assert bare.test_client().get("/1/9000").status_code == 401
        key = visits.cookie(app, "1.1")
        page = bare.test_client(use_cookies=False).get("/1/9000", headers={"Cookie": key})
        assert page.status_code == 200
        assert len(page.data) == 9000
        assert "Léa" in page.text

    def test_the_bare_json_has_the_bytes_asked_for(self, app):
        assert len(json_app().test_client().get("/700").data) == 700


class TestRates:
    def test_a_rate_is_of_answers_and_seconds(self):
        assert Round(requests=300, seconds=2.0, bad=0).rate == 150

    def test_messages_are_counted_from_the_first_begun_to_the_last_ended(self):
        spans = [messages.Span(10.0, 11.0, 0, 0.1), messages.Span(10.5, 12.0, 30, 0.1)]
        assert messages.rate(spans) == (2 * messages.EACH - 30) / 2.0


def test_a_file_of_students_is_as_a_board_exports_it(tmp_path):
    students.write(tmp_path / "students.csv", 100)
    lines = (tmp_path / "students.csv").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 101
    assert lines[0].split(";")[:3] == ["Prénom", "Nom", "Date de naissance"]
    assert len({line.split(";")[-1] for line in lines}) == 101


def test_a_child_that_fails_says_what_it_wrote():
    code = "import sys; print('no such table'); sys.exit(3)"
    with pytest.raises(BenchFailed, match="no such table"):
        measured([sys.executable, "-c", code], {}, limit_seconds=20)


def test_the_peak_of_a_child_is_its_own():
    code = "print(len(bytearray(300 * 2**20)))"
    used = measured([sys.executable, "-c", code], {}, limit_seconds=20)
    assert 300 < used.peak_mib < 900


def test_a_folder_of_instances_is_removed_unless_it_is_to_be_kept(tmp_path):
    with folder_of_instances(None) as folder:
        (folder / "small").mkdir()
    assert not folder.exists()
    with folder_of_instances(tmp_path / "kept") as folder:
        pass
    assert folder.is_dir()


def test_topics_are_added_once_and_searched_as_a_member_would(visited):
    scale = groups.Scale(topics=3, posts=2)
    with visited.app_context():
        number = groups.add(scale)
        assert groups.add(scale) == number
        drawn = groups.draw_searches(Random(1))
    found = [pages.answer(visited, next(drawn)) for _number in range(5)]
    assert max(one.statements for one in found) <= 12
    assert min(one.size for one in found) > 0
