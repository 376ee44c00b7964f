"""`flask moderation`: the screen from the terminal, on many texts at once."""

import json
import sys
from collections.abc import Iterable
from typing import Any

import click
from flask.cli import AppGroup

from portal.i18n import _, _n
from portal.screening import Finding, screen
from portal.screening.defaults import default_context

group = AppGroup("moderation", help="Examen des textes · The screen of texts.")


@group.command("screen")
def screen_command() -> None:
    """Screen each line of standard input and print the verdicts, in the same order.

    A line {"id", "text"} gives {"id", "verdict", "alert", "findings"}; the verdict is
    "visible" or "held". The lists are those that the portal ships with. A line that cannot
    be read is named on standard error, the others are screened, and the command fails.

    Examine chaque ligne de l’entrée standard et affiche les verdicts, dans le même ordre.
    Une ligne illisible est nommée sur la sortie d’erreur, les autres sont examinées, et la
    commande échoue.
    """
    wrong = _screen_lines(sys.stdin.buffer)
    if wrong:
        raise click.ClickException(
            _n("%(num)s line could not be read.", "%(num)s lines could not be read.", wrong)
        )


def _screen_lines(lines: Iterable[bytes]) -> int:
    """Print the verdict of each line as it comes; return how many lines could not be read."""
    wrong = 0
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            name, text = _read(line)
        except (ValueError, KeyError, TypeError, RecursionError):
            wrong += 1
            sentence = _("Line %(number)s: not a JSON object with “id” and “text”.", number=number)
            click.echo(sentence, err=True)
        else:
            click.echo(json.dumps(_answer(name, text)))
    return wrong


def _read(line: bytes) -> tuple[Any, str]:
    """Return the id of a line, as it is, and its text.

    Raises ValueError, KeyError, TypeError or RecursionError when it is no such line.
    """
    row = json.loads(line.decode("utf-8-sig"))
    name, text = row["id"], row["text"]
    if not isinstance(text, str):
        raise TypeError("a text is a string")
    return name, text


def _answer(name: Any, text: str) -> dict[str, Any]:
    verdict = screen(text, default_context())
    return {
        "id": name,
        "verdict": "held" if verdict.held else "visible",
        "alert": verdict.alert,
        "findings": [_as_json(finding) for finding in verdict.findings],
    }


def _as_json(finding: Finding) -> dict[str, Any]:
    """Return a finding in words; its span counts characters of the text."""
    return {
        "kind": finding.kind.value,
        "start": finding.start,
        "end": finding.end,
        "severity": finding.severity.name.lower(),
        "rule": finding.rule,
    }
