"""Searches without a mentor: the figures, and that no subtraction gives a small one away."""

import csv
import io
from datetime import date, datetime
from fractions import Fraction
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal import clock
from portal.errors import NotFound
from portal.extensions import db, unit_of_work
from portal.models.search_gaps import SearchGap
from portal.queries.search_gaps import GapRow
from portal.reports import gaps
from portal.reports.gaps import Axis, gap_report, protected
from tests.cast import ENVOL, HAVRE
from tests.statements import statements_of

OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)
TODAY = datetime(2026, 11, 22, 10, tzinfo=ZoneInfo("America/Toronto"))
PAGE = "/coordinator/gaps"


@pytest.fixture(autouse=True)
def _today():
    with clock.frozen_at(TODAY):
        yield


@pytest.fixture
def context(cast):
    with cast.app.app_context():
        yield cast


def write(*rows):
    with unit_of_work():
        for month, school, noc, searches in rows:
            db.session.add(SearchGap(month=month, school_id=school, noc=noc, searches=searches))


def fill():
    write(
        (OCTOBER, ENVOL, "21231", 20),
        (NOVEMBER, ENVOL, "21231", 10),
        (NOVEMBER, HAVRE, "21231", 12),
        (OCTOBER, ENVOL, "31102", 8),
        (NOVEMBER, HAVRE, "31102", 9),
        (NOVEMBER, HAVRE, "", 7),
        (date(2026, 6, 1), HAVRE, "31102", 100),  # of the school year before
    )


def report(context, only=None, who="coralie", year=2026, code="en"):
    return gap_report(context.person(who), year=year, only=only, code=code)


def table(built, axis):
    return [(line.value, line.searches) for line in built.tables[axis]]


def test_the_figures_are_those_counted_by_hand(context):
    fill()
    built = report(context)
    assert built.total == 66
    assert table(built, Axis.OCCUPATION) == [("21231", 42), ("31102", 17), ("none", 7)]
    assert table(built, Axis.SCHOOL) == [(str(ENVOL), 38), (str(HAVRE), 28)]
    assert table(built, Axis.MONTH) == [("2026-10", 28), ("2026-11", 38)]
    assert built.tables[Axis.OCCUPATION][2].label == "Words that mean no occupation"
    assert [line.label for line in built.tables[Axis.MONTH]] == ["October 2026", "November 2026"]


def test_one_filter_leaves_the_two_other_tables(context):
    fill()
    built = report(context, (Axis.SCHOOL, str(HAVRE)))
    assert (built.only.label, built.total) == ("Centre du Havre", 28)
    assert set(built.tables) == {Axis.OCCUPATION, Axis.MONTH}
    assert table(built, Axis.OCCUPATION) == [("21231", 12), ("31102", 9), ("none", 7)]
    of_month = report(context, (Axis.MONTH, "2026-10"))
    assert table(of_month, Axis.OCCUPATION) == [("21231", 20), ("31102", 8)]
    of_occupation = report(context, (Axis.OCCUPATION, "21231"), code="fr")
    assert [line.label for line in of_occupation.tables[Axis.MONTH]] == [
        "octobre 2026",
        "novembre 2026",
    ]


@pytest.mark.parametrize(
    "only", [(Axis.OCCUPATION, "1"), (Axis.SCHOOL, "x"), (Axis.SCHOOL, "99"), (Axis.MONTH, "2026")]
)
def test_a_filter_that_means_nothing_is_left_out(context, only):
    fill()
    built = report(context, only)
    assert (built.only, built.total) == (None, 66)


def test_a_small_figure_is_hidden_and_so_is_one_that_would_give_it_away(context):
    write(
        (OCTOBER, ENVOL, "21231", 20),
        (OCTOBER, ENVOL, "31102", 2),
        (OCTOBER, HAVRE, "21231", 12),
        (OCTOBER, HAVRE, "72310", 9),
    )
    built = report(context)
    assert built.total == 43
    assert table(built, Axis.OCCUPATION) == [("21231", 32), ("72310", None), ("31102", None)]
    # 22 and 21 by school would give the rest of each away, with what its own page shows.
    of_envol = report(context, (Axis.SCHOOL, str(ENVOL)))
    assert of_envol.total is not None
    assert table(of_envol, Axis.OCCUPATION) == []
    assert of_envol.rest(Axis.OCCUPATION) == of_envol.total


def test_a_school_year_with_four_searches_shows_nothing(context):
    write((OCTOBER, ENVOL, "21231", 4))
    built = report(context)
    assert built.total is None
    assert [line.searches for lines in built.tables.values() for line in lines] == [None] * 3


COUNTS = st.dictionaries(
    st.tuples(st.sampled_from("abc"), st.sampled_from("12"), st.integers(1, 2)),
    st.integers(1, 12),
    min_size=1,
    max_size=12,
)


@settings(max_examples=150, deadline=None)
@given(COUNTS)
def test_no_hidden_small_figure_follows_from_those_shown(counts):
    """Every published sum is an equation; a small figure must not be what solves them."""
    rows = [GapRow(date(2026, m, 1), int(s), noc, n) for (noc, s, m), n in counts.items()]
    cells = gaps.cells(rows)
    known = {key: count for key, count in protected(cells).items() if count is not None}
    told = what_follows(cells, known)
    assert [key for key in told if 0 < cells.get(key, 0) < 5] == []


def what_follows(cells, known):
    """Return the cells whose value a reader of all pages works out.

    Which occupations, schools and months there are is known from the tables of each; which of
    them meet is not: a line that is hidden is not even there on a page with a filter.
    """
    values = [sorted({key[place] for key in cells} - {None}) for place in range(3)]
    everything = [
        key
        for key in product(*[[None, *found] for found in values])
        if sum(value is not None for value in key) <= 2
    ]
    sums = [
        (total, [key for key in everything if key != total and gaps._without(key, place) == total])
        for total in everything
        for place in range(3)
        if total[place] is None
    ]
    sums = [(total, parts) for total, parts in sums if parts]
    known, before = dict(known), -1
    while len(known) > before:  # where nothing is left over, the others are none
        before = len(known)
        for total, parts in sums:
            if total in known and sum(known.get(key, 0) for key in parts) == known[total]:
                known |= dict.fromkeys((key for key in parts if key not in known), 0)
        unknown = [key for key in everything if key not in known]
        places = {key: place for place, key in enumerate(unknown)}
        equations = []
        for total, parts in sums:
            line = [Fraction(0)] * len(unknown)
            for key, sign in [(total, -1), *((part, 1) for part in parts)]:
                if key in places:
                    line[places[key]] += sign
            equations.append(line)
        solved = [unknown[place] for place in determined(equations)] if unknown else []
        known |= {key: cells.get(key, 0) for key in solved}
    return [key for key in everything if key in known]


def determined(rows):
    """Return the places whose value a system of equations fixes (by elimination)."""
    rows, done = [list(row) for row in rows], 0
    pivots = []
    for place in range(len(rows[0]) if rows else 0):
        found = next((n for n in range(done, len(rows)) if rows[n][place]), None)
        if found is None:
            continue
        rows[done], rows[found] = rows[found], rows[done]
        rows[done] = [value / rows[done][place] for value in rows[done]]
        for n, row in enumerate(rows):
            if n != done and row[place]:
                rows[n] = [a - row[place] * b for a, b in zip(row, rows[done], strict=True)]
        pivots.append(place)
        done += 1
    return [p for n, p in enumerate(pivots) if sum(value != 0 for value in rows[n]) == 1]


@pytest.mark.parametrize("who", ["zoe", "marc", "claire", "mona"])
def test_nobody_else_sees_the_figures(cast, who):
    with cast.app.app_context(), pytest.raises(NotFound):
        report(cast, who=who)
    client = cast.client(who)
    for path in (PAGE, f"{PAGE}.pdf", f"{PAGE}.csv"):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize("who", ["coralie", "adele"])
def test_the_page_leads_from_one_filter_to_the_next(cast, who):
    with cast.app.app_context():
        fill()
    client = cast.client(who)
    page = client.get(f"{PAGE}?lang=en").text
    assert f'href="{PAGE}?year=2026&amp;occupation=21231"' in page
    assert f'href="{PAGE}?year=2025"' in page
    only = client.get(f"{PAGE}?year=2026&occupation=21231&school=1&lang=en").text
    assert "By occupation" not in only
    assert "By school" in only
    assert f'href="{PAGE}?year=2026"' in only  # without the filter
    before = client.get(f"{PAGE}?year=2025&lang=en").text
    assert ">100<" in before
    assert client.get(f"{PAGE}?year=1999&month=x&lang=en").text.count("2026–2027") >= 1


def test_an_empty_page_says_what_will_be_here(cast):
    assert "Nothing to show yet" in cast.client("coralie").get(f"{PAGE}?lang=en").text


def test_the_file_opens_in_a_spreadsheet(cast):
    with cast.app.app_context():
        fill()
        write((NOVEMBER, HAVRE, "72310", 2))
    answer = cast.client("coralie").get(f"{PAGE}.csv?year=2026&lang=fr")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    name = 'filename="recherches-sans-mentorat_2026-2027_fr.csv"'
    assert name in answer.headers["Content-Disposition"]
    lines = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
    counts = {line[1]: line[3] for line in lines}
    assert counts["21231"] == "42"
    assert not counts["72310"].isdigit()


def test_a_name_is_no_formula(context):
    assert gaps.plain("=1+1") == "'=1+1"


@pytest.mark.parametrize("code", ["fr", "en"])
def test_the_pdf_is_printed_in_both_languages(cast, code):
    with cast.app.app_context():
        fill()
    answer = cast.client("adele").get(f"{PAGE}.pdf?lang={code}&school={HAVRE}")
    assert answer.data.startswith(b"%PDF")
    assert f"2026-2027_{code}.pdf" in answer.headers["Content-Disposition"]


def test_as_many_statements_whatever_the_rows(cast):
    with cast.app.app_context():
        write((OCTOBER, ENVOL, "21231", 7))
    few = statements_of(cast.client("coralie"), PAGE)
    with cast.app.app_context():
        fill_many = [
            (NOVEMBER, HAVRE, f"{noc}", 6) for noc in ("31102", "72310", "72106", "41220")
        ]
        write(*fill_many)
    many = statements_of(cast.client("coralie"), PAGE)
    assert len(many) == len(few) <= 8
