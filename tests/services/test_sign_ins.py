"""The count of wrong passwords: shared by all processes, and never a name in it."""

from collections.abc import Iterator
from datetime import timedelta
from threading import Thread

import pytest
from flask import Flask
from sqlalchemy import select

from portal import clock, create_app
from portal.extensions import _writing, db, unit_of_work
from portal.models.people import Person, PersonState
from portal.models.sign_ins import FailedSignIn
from portal.services import passwords, sign_ins
from portal.services.sign_ins import Try
from tests.cast import IDS, PASSWORD, Cast

HERE = "203.0.113.7"
TRIES = 6


@pytest.fixture
def second(app: Flask) -> Iterator[Flask]:
    """Another worker process's application, on the same database."""
    other = create_app({"TESTING": True, "WTF_CSRF_ENABLED": False, "SERVER_NAME": None})
    yield other
    with other.app_context():
        db.session.remove()
        db.engine.dispose()


def attempt(app: Flask, name: str, password: str, address: str = HERE) -> tuple[Try, bool]:
    """Try once, as the page does; return the try and whether it let the person in."""
    with app.app_context():
        with unit_of_work():
            tried = sign_ins.begin(name=name, address=address)
        right = not tried.is_refused and tried.matches(password)
        if right:
            with unit_of_work():
                sign_ins.succeed(attempt=tried)
        return tried, right


def test_a_name_is_found_whatever_its_case_and_spaces(cast: Cast) -> None:
    for name in ("zoe", " Zoe ", "ZOE", "z oe"):
        assert attempt(cast.app, name, PASSWORD)[1]
    assert attempt(cast.app, " Marc@Example.ORG", PASSWORD)[1]
    assert attempt(cast.app, "marc", PASSWORD)[1]


def test_the_limit_holds_over_two_applications(cast: Cast, second: Flask) -> None:
    for number in range(TRIES):
        assert not attempt((cast.app, second)[number % 2], "zoe", "wrong")[0].is_refused
    for app in (cast.app, second):
        tried, let_in = attempt(app, "zoe", PASSWORD)
        assert (tried.is_refused, let_in) == (True, False)
    assert attempt(second, "noah", PASSWORD)[1], "another account goes on"


def test_tries_at_the_same_moment_cannot_pass_the_limit(cast: Cast) -> None:
    looked_at: list[bool] = []

    def try_once() -> None:
        looked_at.append(not attempt(cast.app, "zoe", "wrong")[0].is_refused)

    threads = [Thread(target=try_once) for _number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(looked_at), sum(looked_at)) == (12, TRIES)


def test_the_email_and_the_username_share_one_count(cast: Cast) -> None:
    for number in range(TRIES):
        attempt(cast.app, "marc" if number % 2 else "marc@example.org", "wrong")
    assert attempt(cast.app, "marc", PASSWORD)[0].is_refused


def test_after_a_quarter_of_an_hour_one_may_try_again(cast: Cast) -> None:
    for _number in range(TRIES):
        attempt(cast.app, "zoe", "wrong")
    with clock.moved_by(timedelta(minutes=14)):
        assert attempt(cast.app, "zoe", PASSWORD)[0].is_refused
    with clock.moved_by(timedelta(minutes=15, seconds=1)):
        assert attempt(cast.app, "zoe", PASSWORD)[1]


def test_the_right_password_clears_the_account_s_count(cast: Cast) -> None:
    for _round in range(3):
        for _number in range(TRIES - 1):
            attempt(cast.app, "zoe", "wrong")
        assert attempt(cast.app, "zoe", PASSWORD)[1]


def test_a_whole_school_that_signs_in_well_is_not_counted(cast: Cast) -> None:
    for _number in range(4):
        assert attempt(cast.app, "zoe", PASSWORD)[1]
    with cast.app.app_context():
        assert db.session.scalars(select(FailedSignIn)).all() == []


def test_one_address_that_tries_many_names_must_wait(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(cast.app.config, "SIGN_IN_TRIES_PER_ADDRESS", 5)
    for number in range(5):
        assert not attempt(cast.app, f"nobody{number}", "wrong", "2001:db8::1")[0].is_refused
    assert attempt(cast.app, "zoe", PASSWORD, "2001:db8::2")[0].is_refused, "the same network"
    assert attempt(cast.app, "zoe", PASSWORD, "2001:db8:0:1::2")[1]


def test_an_account_that_does_not_exist_is_throttled_alike(cast: Cast) -> None:
    for _number in range(TRIES):
        attempt(cast.app, "Nobody At All", "wrong")
    assert attempt(cast.app, "nobodyatall", "wrong")[0].is_refused


def test_the_table_holds_neither_names_nor_addresses(cast: Cast) -> None:
    attempt(cast.app, "zoe", "wrong")
    with cast.app.app_context():
        keys = db.session.scalars(select(FailedSignIn.key)).all()
    assert len(keys) == 2
    assert all(len(key) == 64 and set(key) <= set("0123456789abcdef") for key in keys)


@pytest.mark.parametrize("name", ["zoe", "nobody", "paul"])
def test_every_account_takes_one_check_outside_any_transaction(
    cast: Cast, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with cast.app.app_context(), unit_of_work():
        db.session.get_one(Person, IDS["paul"]).state = PersonState.SUSPENDED
    checks = []

    class Spy:
        def verify(self, _hash: str, _password: str) -> bool:
            checks.append((_writing.get(), db.session().in_transaction()))
            return False

    monkeypatch.setattr(passwords, "_hasher", Spy())
    assert not attempt(cast.app, name, PASSWORD)[1]
    assert checks == [(False, False)]
