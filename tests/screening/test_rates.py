"""The numbers of the project, on sentences that no list was written from."""

import json
from pathlib import Path

import evaluate_screen
import pytest

CASES = Path(__file__).parent / "cases"
HALVES = ("open", "closed")


# What was reached, rounded down: a change may raise these, never lower them. The project wants
# 97, 95 and 100 held or alerted, and 2 of what is harmless held (docs/developers/screen.md).
REACHED = {
    "open": (96, 84, 84, 4.5),
    "closed": (92, 79, 83, 3.0),
}


@pytest.mark.parametrize("half", HALVES)
def test_the_rates_do_not_fall(half):
    results = evaluate_screen.judged(evaluate_screen.read_cases([CASES / f"{half}.jsonl"]))
    contact, rest, alerted, harmless = (rate.reached for rate in evaluate_screen.rates(results))
    least_contact, least_rest, least_alerted, most_harmless = REACHED[half]
    assert contact >= least_contact
    assert rest >= least_rest
    assert alerted >= least_alerted
    assert harmless <= most_harmless


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
