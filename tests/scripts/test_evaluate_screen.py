"""The scale that weighs the screen: what it counts, what it leaves aside, what it refuses."""

import json

import evaluate_screen
import pytest

ROWS = [
    {"id": "1", "text": "mon cell : 514-555-0123", "lang": "fr", "label": ["phone"]},
    {"id": "2", "text": "Merci pour tes conseils.", "lang": "fr", "label": ["none"]},
    {"id": "3", "text": "Our plant is in Laval.", "lang": "en", "label": ["password"]},
    {"id": "4", "text": "quebec.ca", "lang": "und", "label": ["none"], "policy_dependent": True},
    {"id": "5", "text": "The program takes 3 years.", "lang": "en", "label": ["self_harm"]},
]


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "cases.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in ROWS), encoding="utf-8")
    return path


@pytest.fixture
def results(file):
    return evaluate_screen.judged(evaluate_screen.read_cases([file]))


def test_what_the_board_decides_is_left_aside(results):
    assert [result.case.id for result in results] == ["1", "2", "3", "5"]


def test_a_password_counts_as_what_opens_something(results):
    assert {str(kind) for kind in results[2].case.kinds} == {"id"}


def test_the_table_counts_by_kind_and_language(results):
    rows = {(row.kind, row.language): row for row in evaluate_screen.table(results)}
    assert (rows["phone", "fr"].count, rows["phone", "fr"].held) == (1, 1.0)
    assert rows["phone", "fr"].named == 1.0
    assert rows["id", "all"].held == 0.0
    assert rows["none", "all"].count == 1
    assert ("none", "und") not in rows


def test_the_targets_say_what_is_kept(results):
    kept = {rate.name: (rate.reached, rate.kept) for rate in evaluate_screen.rates(results)}
    assert kept == {
        "contact and place data held": (50.0, False),
        "the rest that is risky held": (0.0, False),
        "distress alerted": (0.0, False),
        "harmless held": (0.0, True),
        "harmless alerted": (0.0, True),
    }


def test_a_miss_is_told_with_what_was_found(results):
    told = evaluate_screen.misses(results)
    assert [line.split()[2] for line in told] == ["3", "5"]
    assert all(line.endswith("<- nothing") for line in told)


def test_it_fails_while_a_target_is_not_kept(file, capsys, monkeypatch):
    monkeypatch.setattr(evaluate_screen, "ADVERSARIAL", ("a",))
    assert evaluate_screen.main([str(file), "--misses", "--markdown"]) == 1
    printed = capsys.readouterr().out
    assert "| phone | 1 | 100.0% |" in printed
    assert "distress alerted: 0.0 % (at least 100): NOT KEPT" in printed
    assert "Our plant is in Laval." in printed


@pytest.mark.parametrize("line", ["{", '{"id": "1"}', '{"id": 1, "text": "", "label": ["nope"]}'])
def test_what_is_no_case_is_refused(tmp_path, line, capsys):
    path = tmp_path / "bad.jsonl"
    path.write_text(line, encoding="utf-8")
    with pytest.raises(SystemExit):
        evaluate_screen.main([str(path)])
    assert "that is no file of cases" in capsys.readouterr().err
