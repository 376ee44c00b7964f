"""A process answers with the names it has, and with the board's new ones soon after."""

import gc
import weakref
from collections.abc import Callable
from threading import Event
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from portal.data.occupations import Name, occupations
from portal.extensions import db, unit_of_work
from portal.models.boards import Board
from portal.models.occupation_names import NameSource
from portal.queries.occupation_names import AddedName, BoardNames
from portal.search import fitting
from portal.search import occupation_names as shelf
from portal.search.finder import Finder
from portal.search.names import lay_out
from portal.search.occupations import finder, suggest
from portal.services import occupation_names
from portal.web.boards import forget_board
from tests.cast import Cast

WELDER, NURSE = "72106", "31301"
ODD = "zoubriolateur"


def add(cast: Cast, name: str = ODD, noc: str = WELDER) -> None:
    with unit_of_work():
        occupation_names.add(
            actor=cast.person("adele"), noc=noc, language="fr", name=Name(name, name)
        )
    forget_board()


def nocs(known: Finder, text: str) -> list[str]:
    return [found.occupation.noc for found in known.find(text, "fr")]


def test_a_new_name_is_found_and_a_taken_one_is_not(app: Flask, cast: Cast) -> None:
    with app.app_context():
        assert WELDER not in nocs(shelf.newest_finder(wait_seconds=60)[0], ODD)
        add(cast)
        known, is_newest = shelf.newest_finder(wait_seconds=60)
        assert is_newest
        assert nocs(known, ODD)[0] == WELDER
        assert known.find(ODD, "fr")[0].also("fr") == ODD
        with unit_of_work():
            occupation_names.take_away(
                actor=cast.person("adele"), noc=WELDER, language="fr", masculine=ODD
            )
        assert WELDER not in nocs(shelf.newest_finder(wait_seconds=60)[0], ODD)


def test_the_old_finder_answers_while_the_new_one_is_made(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_go_on, began = Event(), Event()

    def slowly(names: BoardNames) -> Any:
        began.set()
        assert may_go_on.wait(60)
        return lay_out(names)

    with app.app_context():
        finder()
        monkeypatch.setattr(shelf, "lay_out", slowly)
        add(cast)
        assert suggest("soudeuse", "fr")[0].noc == WELDER
        assert began.wait(60), "somebody makes the new one"
        old, is_newest = shelf.newest_finder(wait_seconds=0)
        assert not is_newest
        assert (nocs(old, "soudeuse")[0], finder()) == (WELDER, old)
        assert cast.client().get("/occupations/suggest?q=soudeuse&lang=fr").status_code == 200
        may_go_on.set()
        assert shelf.newest_finder(wait_seconds=60)[1]
        assert nocs(finder(), ODD)[0] == WELDER
        row = cast.client().get(f"/occupations/suggest?q={ODD}&lang=fr").get_json()[0]
        assert (row["noc"], row["also"]) == (WELDER, ODD), "answers that were kept are of the old"


def test_a_process_that_nobody_asks_notices_too(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Twice(Event):
        looks = 0

        def wait(self, _seconds: float | None = None) -> bool:
            self.looks += 1
            return self.looks > 1

    with app.app_context():
        finder()
        add(cast)
    shelf.watch_names(app, until=Twice())
    with app.app_context():
        monkeypatch.setattr(shelf, "_renew", None)  # nothing is left to make
        assert nocs(finder(), ODD)[0] == WELDER
    assert shelf.LOOK_EVERY < 5


def failing() -> None:
    raise OperationalError("select", {}, Exception("disk"))


@pytest.mark.parametrize("part", ["board_names", "has_own_names"])
def test_a_database_out_of_reach_leaves_the_old_answers(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    with app.app_context():
        finder()
        add(cast)
        monkeypatch.setattr(shelf, part, failing)
        monkeypatch.setattr(shelf, "TRY_EVERY", 0)
        known, is_newest = shelf.newest_finder(wait_seconds=60)
        assert not is_newest
        assert nocs(known, "soudeuse")[0] == WELDER
        monkeypatch.undo()
        app.extensions["occupation_finder"].failed_at = -shelf.TRY_EVERY
        assert nocs(shelf.newest_finder(wait_seconds=60)[0], ODD)[0] == WELDER


def test_commands_answer_without_a_database(app: Flask) -> None:
    with app.app_context():
        db.drop_all()
        assert nocs(shelf.make_finder(), "soudeuse")[0] == WELDER


def test_a_board_that_never_changed_a_name_shares_the_shipped_finder(app: Flask) -> None:
    with app.app_context():
        assert db.session.get(Board, 1) is not None
        assert finder() is shelf.shipped_finder() is shelf.make_finder()


@pytest.fixture
def official() -> Callable[..., Finder]:
    """Return a finder with official titles beside the shipped names."""

    def made(*titles: tuple[str, str]) -> Finder:
        rows = [
            AddedName(noc, "fr", Name(title, title), NameSource.STATISTICS_CANADA)
            for noc, title in titles
        ]
        return Finder(lay_out(BoardNames("x", tuple(rows))))

    return made


def test_official_titles_weigh_less_than_everyday_names(official: Callable[..., Finder]) -> None:
    welding = [(WELDER, f"Infirmier soudé numéro {number}") for number in range(300)]
    known = official((WELDER, "Infirmier"), *welding, (NURSE, "Peseur de gommes"))
    assert nocs(known, "infirmier")[0] == NURSE
    assert nocs(known, "peseur de gommes")[0] == NURSE
    headlines = [o for o in occupations().values() if o.noc[0] in "36"]
    lost = [
        o.noc for o in headlines if o.noc not in nocs(known, o.headline("fr"))[:3]
    ]  # fmt: skip
    assert lost == []


def test_an_old_finder_is_let_go(app: Flask, cast: Cast) -> None:
    with app.app_context():
        add(cast)
        old = weakref.ref(shelf.newest_finder(wait_seconds=60)[0])
        cast.client().get(f"/occupations/suggest?q={ODD}&lang=fr")
        fitting._meant(finder(), ODD, "fr")
        add(cast, f"{ODD} de nuit")
        assert shelf.newest_finder(wait_seconds=60)[1]
    gc.collect()
    assert old() is None, "it takes 100 MB with all titles"
