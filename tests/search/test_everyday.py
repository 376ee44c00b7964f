"""The finder keeps its numbers on queries that were written before its names were enriched."""

from pathlib import Path

import evaluate_search as evaluate
import pytest

CASES = evaluate.read_cases([Path(__file__).parent / "cases" / "everyday.jsonl"])


@pytest.fixture(scope="module")
def results() -> list[evaluate.Result]:
    return evaluate.answered(CASES)


def test_a_right_occupation_is_among_the_first_five(results: list[evaluate.Result]) -> None:
    found = sum(result.is_found for result in results)
    assert found / len(results) >= 0.95, evaluate.misses(results)


def test_the_best_answer_is_mostly_right(results: list[evaluate.Result]) -> None:
    assert sum(result.is_first for result in results) / len(results) >= 0.9


def test_misspelt_queries_are_understood(results: list[evaluate.Result]) -> None:
    misspelt = [result for result in results if result.case.kind == evaluate.MISSPELT]
    assert sum(result.is_found for result in misspelt) / len(misspelt) >= 0.92
