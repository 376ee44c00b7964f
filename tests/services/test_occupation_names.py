"""The board's names of occupations: added, taken away, brought back, imported."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from portal.data.occupations import Name, occupations
from portal.errors import Invalid, NotFound
from portal.extensions import db, unit_of_work
from portal.models.access_log import AuditEntry
from portal.models.boards import Board
from portal.models.occupation_names import NameSource, OccupationName
from portal.queries.occupation_names import board_names, names_overview, names_page
from portal.services import occupation_names
from tests.cast import Cast
from tests.statements import statements

WELDER = "72106"
MINE = Name("brûleux de tôle", "brûleuse de tôle")
SHIPPED = occupations()[WELDER].names_fr[1].masculine
HEADLINE = occupations()[WELDER].names_fr[0].masculine


def add(cast: Cast, name: Name = MINE, who: str = "adele", noc: str = WELDER) -> None:
    with unit_of_work():
        occupation_names.add(actor=cast.person(who), noc=noc, language="fr", name=name)


def take_away(cast: Cast, masculine: str, who: str = "adele", noc: str = WELDER) -> None:
    with unit_of_work():
        occupation_names.take_away(
            actor=cast.person(who), noc=noc, language="fr", masculine=masculine
        )


def bring_back(cast: Cast, masculine: str, who: str = "adele", noc: str = WELDER) -> None:
    with unit_of_work():
        occupation_names.bring_back(
            actor=cast.person(who), noc=noc, language="fr", masculine=masculine
        )


def import_file(text: str, language: str = "fr") -> tuple[int, int, int]:
    with unit_of_work():
        report, kept_away = occupation_names.import_titles(
            actor=None, content=text.encode(), language=language, progress=lambda _lines: None
        )
    return report.created, report.unchanged, kept_away


def added() -> set[tuple[str, str, NameSource]]:
    return {(row.noc, row.name.masculine, row.source) for row in board_names().added}


def test_a_name_is_added_moved_and_written_down(app: Flask, cast: Cast) -> None:
    with app.app_context():
        before = db.session.scalar(select(Board.names_stamp))
        add(cast)
        assert added() == {(WELDER, MINE.masculine, NameSource.BOARD)}
        assert db.session.scalar(select(Board.names_stamp)) != before
        events = db.session.scalars(select(AuditEntry.event)).all()
        assert events == ["occupation_name.added"]


@pytest.mark.parametrize("again", [MINE.masculine, "BRULEUX  de tole", SHIPPED, HEADLINE.upper()])
def test_a_name_that_is_there_is_not_added_again(app: Flask, cast: Cast, again: str) -> None:
    with app.app_context():
        add(cast)
        with pytest.raises(Invalid):
            add(cast, Name(again, again))


def test_a_name_of_the_boards_own_goes_and_comes_back(app: Flask, cast: Cast) -> None:
    with app.app_context():
        add(cast)
        take_away(cast, MINE.masculine)
        assert added() == set()
        bring_back(cast, MINE.masculine)
        bring_back(cast, MINE.masculine)  # someone else clicked too
        assert added() == {(WELDER, MINE.masculine, NameSource.BOARD)}
        take_away(cast, MINE.masculine)
        add(cast, Name(MINE.masculine, "brûleuse"))
        assert board_names().added[0].name.feminine == "brûleuse"


def test_a_shipped_name_goes_and_comes_back_without_a_trace(app: Flask, cast: Cast) -> None:
    with app.app_context():
        take_away(cast, SHIPPED)
        assert {key[2] for key in board_names().removed} == {SHIPPED.lower()}
        bring_back(cast, SHIPPED)
        assert board_names().changes_nothing
        assert db.session.scalars(select(OccupationName.id)).all() == []


def test_the_name_that_pages_show_stays(app: Flask, cast: Cast) -> None:
    with app.app_context(), pytest.raises(Invalid):
        take_away(cast, HEADLINE)


@pytest.mark.parametrize("who", ["zoe", "marc", "claire", "mona", "coralie"])
def test_to_everyone_else_there_is_no_such_thing(app: Flask, cast: Cast, who: str) -> None:
    with app.app_context():
        calls: list[Callable[[], object]] = [
            lambda: add(cast, who=who),
            lambda: take_away(cast, SHIPPED, who=who),
            lambda: bring_back(cast, SHIPPED, who=who),
            lambda: names_page(cast.person(who), WELDER),
            lambda: names_overview(cast.person(who)),
        ]
        for call in calls:
            with pytest.raises(NotFound):
                call()


@pytest.mark.parametrize(("noc", "name"), [("99999", "x"), (WELDER, "no such name")])
def test_what_is_unknown_is_absent(app: Flask, cast: Cast, noc: str, name: str) -> None:
    with app.app_context():
        for verb in (take_away, bring_back):
            with pytest.raises(NotFound):
                verb(cast, name, noc=noc)
        with pytest.raises(NotFound):
            add(cast, noc="99999")


TITLES = (
    "code,title\n72106,Soudeur/soudeuse de ponts\n72106,Braseur/braseuse de tubes\n"
    f"72106,{HEADLINE.upper()}\n72106,Soudeur/soudeuse de ponts\n"
)


def test_an_import_is_repeated_without_harm(app: Flask) -> None:
    with app.app_context():
        assert import_file(TITLES) == (2, 2, 0)
        stamp = db.session.scalar(select(Board.names_stamp))
        assert import_file(TITLES) == (0, 4, 0)
        assert db.session.scalar(select(Board.names_stamp)) == stamp, "nothing to read again"


def test_what_the_board_took_away_is_not_imported_again(app: Flask, cast: Cast) -> None:
    with app.app_context():
        import_file(TITLES)
        take_away(cast, "SOUDEUR de ponts")
        take_away(cast, SHIPPED)
        assert import_file(TITLES + f"72106,{SHIPPED.upper()}\n") == (0, 2, 3)
        assert {name for _noc, name, _source in added()} == {"Braseur de tubes"}


def test_an_imported_title_may_become_the_boards_own(app: Flask, cast: Cast) -> None:
    with app.app_context():
        import_file(TITLES)
        add(cast, Name("braseur de tubes", "braseuse de tubes"))
        assert (WELDER, "Braseur de tubes", NameSource.BOARD) in added()


def test_the_page_lays_names_out_in_as_many_statements_whatever_their_number(
    app: Flask, cast: Cast
) -> None:
    with app.app_context():
        adele = cast.person("adele")
        with statements(app) as few:
            names_page(adele, WELDER)
        take_away(cast, SHIPPED)
        import_file(TITLES)
        add(cast)
        adele = cast.person("adele")
        with statements(app) as many:
            page = names_page(adele, WELDER)
        assert len(many) == len(few) == 1
        french = page.languages[0]
        assert [row.name.masculine for row in french.taken_away] == [SHIPPED]
        assert [row.name.masculine for row in french.official] == [
            "Braseur de tubes", "Soudeur de ponts",
        ]  # fmt: skip
        assert french.everyday[0].is_headline
        assert french.everyday[-1].name == MINE
        overview = names_overview(adele)
        assert overview.imported == {"fr": 2, "en": 0}
        (changed,) = overview.changed
        assert (changed.occupation.noc, changed.added, changed.taken_away) == (WELDER, 1, 1)
