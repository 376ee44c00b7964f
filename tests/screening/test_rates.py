"""The numbers of the project, on sentences that no list was written from."""

import json
from pathlib import Path

import evaluate_screen
import pytest

CASES = Path(__file__).parent / "cases"
HALVES = ("open", "closed")


# What was reached, rounded down: a change may raise these, never lower them (decision 0036
# did, of distress). The project wants 97, 95 and 100 held or alerted, 2 of what is harmless
# held, and 3 of it alerted (docs/developers/screen.md).
REACHED = {
    "open": (97.1, 99, 99.8, 0.4, 0.6),
    # Two in five of the harmless ones held here are near misses of distress. On a set that
    # nobody has read, fewer are held (docs/developers/screen.md).
    "closed": (94.8, 95.4, 99.0, 2.7, 3.6),
}


@pytest.mark.parametrize("half", HALVES)
def test_the_rates_do_not_fall(half):
    results = evaluate_screen.judged(evaluate_screen.read_cases([CASES / f"{half}.jsonl"]))
    *least, most_held, most_alerted = REACHED[half]
    *kept, held, alerted = (rate.reached for rate in evaluate_screen.rates(results))
    assert all(rate >= limit for rate, limit in zip(kept, least, strict=True)), kept
    assert held <= most_held
    assert alerted <= most_alerted


def test_each_case_stands_once_and_both_halves_know_every_kind():
    rows = {
        half: [json.loads(line) for line in (CASES / f"{half}.jsonl").read_text().splitlines()]
        for half in HALVES
    }
    everything = [row for half in HALVES for row in rows[half]]
    assert len({row["id"] for row in everything}) == len(everything) > 1_000
    assert len({row["text"] for row in everything}) == len(everything)
    for half in HALVES:
        labels = {label for row in rows[half] for label in row["label"]}
        assert labels == {*map(str, evaluate_screen.Kind), "none"}
