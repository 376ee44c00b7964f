"""Sentences by their form: which signs, in which order, make a sentence that is watched for.

`frames/<kind>.txt` has two sorts of lines. `LANGUAGE sign NAME: PHRASE | PHRASE` names words of
one role, in the notation of the watch-lists and with their sets. `SEVERITY frame SIGNS` says
which signs make a sentence, `unless SIGNS` what excuses it; `pass frame SIGNS` is a sentence
in which the kind is not meant, whatever else finds it. `signs.txt` has the signs that all
kinds share. The notation of a frame is that of `portal.screening.frames`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from portal.data.watchlists import LANGUAGES, SEVERITIES, lines

FOLDER = Path(__file__).parent / "frames"
SHARED = "signs.txt"


class FrameFileError(ValueError):
    """A line of a shipped file that cannot be read; the message gives file and line."""


@dataclass(frozen=True, slots=True)
class SignLine:
    """The phrases of a sign as one choice; `kind` is the name of the file, empty if shared."""

    name: str
    kind: str
    language: str
    phrase: str
    place: str


@dataclass(frozen=True, slots=True)
class FrameLine:
    """A frame as it is written: the part before `unless`, and the names after it."""

    kind: str
    severity: str
    form: str
    unless: tuple[str, ...]
    place: str


def files() -> list[Path]:
    """Return the shipped files, the shared signs first."""
    return sorted(FOLDER.glob("*.txt"), key=lambda file: (file.name != SHARED, file.name))


@cache
def sign_lines() -> tuple[SignLine, ...]:
    """Return every sign; one that both languages have is there twice.

    Raises:
        FrameFileError: A line is malformed.
    """
    return tuple(
        SignLine(name, kind, language, f"({phrases})", place)
        for kind, place, (language, word, said) in statements()
        if word == "sign"
        for name, _, phrases in [said.partition(":")]
    )


@cache
def frame_lines() -> tuple[FrameLine, ...]:
    """Return every frame.

    Raises:
        FrameFileError: A line is malformed.
    """
    found = []
    for kind, place, (severity, word, said) in statements():
        if word == "frame":
            form, _, unless = said.partition("unless ")
            found.append(FrameLine(kind, severity, form.strip(), tuple(unless.split()), place))
    return tuple(found)


def statements() -> Iterator[tuple[str, str, list[str]]]:
    """Yield the kind, the place and the three parts of each line.

    Raises:
        FrameFileError: A line is neither a sign nor a frame.
    """
    for file in files():
        kind = "" if file.name == SHARED else file.stem
        for place, line in lines(file):
            parts = line.split(maxsplit=2)
            if not (is_sign(parts) or (kind and is_frame(parts))):
                raise FrameFileError(f"{place}: neither a sign nor a frame, read {line!r}")
            yield kind, place, parts


def is_sign(parts: list[str]) -> bool:
    """Say whether a line's three parts write signs: a language, "sign", NAME: PHRASES."""
    return len(parts) == 3 and parts[0] in LANGUAGES and parts[1] == "sign" and ": " in parts[2]


def is_frame(parts: list[str]) -> bool:
    """Say whether a line's three parts write a frame: a severity or "pass", "frame", its form."""
    return len(parts) == 3 and parts[0] in SEVERITIES and parts[1] == "frame"
