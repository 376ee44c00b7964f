"""An allowance for each client: used at once or bit by bit, and filled up again."""

import time

import pytest

from portal.web.throttle import BURST_SECONDS, Throttle

A_MINUTE = 60
BURST = BURST_SECONDS


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    moment = [1_000.0]
    monkeypatch.setattr(time, "monotonic", lambda: moment[0])
    return moment


def test_who_asks_too_often_waits_and_others_do_not(now: list[float]) -> None:
    throttle = Throttle()
    waits = [throttle.wait("one", a_minute=A_MINUTE) for _ in range(BURST + 1)]
    assert waits[:-1] == [0.0] * BURST
    assert waits[-1] == pytest.approx(1.0)
    assert throttle.wait("other", a_minute=A_MINUTE) == 0
    now[0] += waits[-1]
    assert throttle.wait("one", a_minute=A_MINUTE) == 0
    assert throttle.wait("one", a_minute=A_MINUTE) > 0


def test_asking_while_waiting_makes_nobody_wait_longer(now: list[float]) -> None:
    throttle = Throttle()
    for _ in range(BURST + 500):
        last = throttle.wait("one", a_minute=A_MINUTE)
    assert last <= 1.0


def test_after_a_pause_the_whole_allowance_is_back_and_no_more(now: list[float]) -> None:
    throttle = Throttle()
    for _ in range(BURST):
        throttle.wait("one", a_minute=A_MINUTE)
    now[0] += 3_600
    assert [throttle.wait("one", a_minute=A_MINUTE) for _ in range(BURST + 1)].count(0.0) == BURST


def test_no_number_of_clients_fills_the_memory(now: list[float]) -> None:
    throttle = Throttle(most_clients=100)
    for number in range(1_000):
        throttle.wait(str(number), a_minute=A_MINUTE)
    assert len(throttle) == 100
