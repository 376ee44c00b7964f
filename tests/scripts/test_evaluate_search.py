"""`scripts/evaluate-search` counts as the project’s numbers are meant."""

import json
from pathlib import Path

import evaluate_search as evaluate
import pytest

RIGHT = {"id": "a", "q": "soudeuse", "lang": "fr", "noc": ["72106"], "kind": "exact"}
WRONG = {"id": "b", "q": "plumber", "lang": "en", "noc": ["72106"], "kind": "typo"}


def _file(tmp_path: Path, *rows: object) -> str:
    path = tmp_path / "queries.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    return str(path)


def test_a_right_answer_keeps_the_targets(tmp_path: Path) -> None:
    [result] = evaluate.answered(evaluate.read_cases([Path(_file(tmp_path, RIGHT))]))
    assert result.is_first and result.is_found
    assert all(target.kept for target in evaluate.targets([result]) if target.unit == "%")


def test_a_miss_is_told_and_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert evaluate.main([_file(tmp_path, RIGHT, WRONG), "--misses"]) == 1
    said = capsys.readouterr().out
    assert "among the first 5: 50.0 % (at least 97): NOT KEPT" in said
    assert "'plumber': 72106  <- 72300" in said
    assert "soudeuse" not in said


def test_the_table_has_a_line_for_each_kind_and_language(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    evaluate.main([_file(tmp_path, RIGHT, WRONG), "--markdown"])
    lines = capsys.readouterr().out.splitlines()
    assert "| exact | fr | 1 | 100.0 % | 100.0 % |" in lines
    assert "| all | both | 2 | 50.0 % | 50.0 % |" in lines


def test_titles_that_a_board_would_import_are_known_too(tmp_path: Path) -> None:
    path, case = tmp_path / "titles.csv", {**RIGHT, "q": "zoubriolateur"}
    lines = ["72106,Zoubriolateur/zoubriolatrice de la tôle", *["72106,Soudeur de la tôle"] * 3]
    path.write_text("\n".join(["code,title", *lines]), "utf-8")
    assert evaluate.main([_file(tmp_path, case)]) == 1
    assert evaluate.main([_file(tmp_path, case), "--titles", str(path)]) == 0


@pytest.mark.parametrize("row", [{"id": "a"}, [], 12])
def test_another_file_is_refused(tmp_path: Path, row: object) -> None:
    with pytest.raises(SystemExit):
        evaluate.main([_file(tmp_path, row)])
