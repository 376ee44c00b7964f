"""`flask occupations suggest --batch`: an answer a line, in order, whatever stands between."""

import json
from pathlib import Path

import pytest


@pytest.fixture
def run(app, tmp_path: Path):
    def _run(*lines: object, options: tuple[str, ...] = ()):
        path = tmp_path / "queries.jsonl"
        path.write_bytes(
            b"\n".join(
                line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines
            )
        )
        args = ["occupations", "suggest", "--batch", str(path), *options]
        result = app.test_cli_runner().invoke(args=args)
        return result.exit_code, [json.loads(x) for x in result.stdout.splitlines()], result.stderr

    return _run


def test_each_line_has_its_answer_in_order(run):
    code, answers, _said = run({"id": "a", "q": "soudeuse"}, {"id": 2, "q": "nurse", "lang": "en"})
    assert code == 0
    assert [answer["id"] for answer in answers] == ["a", 2]
    assert answers[0]["noc"][0] == "72106"
    assert answers[1]["noc"][0] == "31301"
    assert len(answers[0]["noc"]) <= 10


def test_nothing_found_is_an_empty_list(run):
    assert run({"id": "a", "q": ""})[1] == [{"id": "a", "noc": []}]


@pytest.mark.parametrize(
    "bad",
    [b"{", b"[]", b'{"id": "b"}', b'{"id": 1, "q": 2}', b'{"id": 1, "q": "x", "lang": "de"}'],
)
def test_a_line_that_cannot_be_read_is_named_and_the_others_answered(run, bad):
    code, answers, said = run(bad, {"id": "a", "q": "soudeuse"})
    assert code == 1
    assert [answer["id"] for answer in answers] == ["a"]
    assert "1" in said


def test_a_query_or_a_file_not_both(app, tmp_path):
    runner = app.test_cli_runner()
    assert runner.invoke(args=["occupations", "suggest"]).exit_code == 2
    args = ["occupations", "suggest", "soudeuse", "--batch", __file__]
    assert runner.invoke(args=args).exit_code == 2


def test_one_query_tells_the_name_that_was_met(app):
    result = app.test_cli_runner().invoke(args=["occupations", "suggest", "PAB"])
    assert result.stdout.splitlines()[0].startswith("33102")
    assert "(PAB)" in result.stdout.splitlines()[0]
