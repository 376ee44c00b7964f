"""The sentences of the demo people, read from `portal/data/demo`, and how to join them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

DATA = Path(__file__).parent.parent / "data" / "demo"

NBSP = "\N{NO-BREAK SPACE}"
ALTERNATIVES = re.compile(r"\(([^()]*\|[^()]*)\)")
BEFORE_UNIT = re.compile(r"(?<=\d) (?=h\b|%|\$)")
ENDING = 4  # this many words before a "?" tell one question from all others

Sentences = tuple[tuple[str, ...], ...]  # sentences, each in its different wordings


@dataclass(frozen=True, slots=True)
class Subject:
    """What people ask about one thing, and what others answer."""

    questions: Sentences
    answers: Sentences


@dataclass(frozen=True, slots=True)
class Dialogue:
    """The subjects that one side asks about and the other answers."""

    subjects: Mapping[str, Subject]
    names: tuple[str, ...]
    name_by_ending: Mapping[str, str]

    def asked_in(self, text: str) -> list[str]:
        """Name the subjects of the questions in `text`, in their order."""
        names = (self.name_by_ending.get(_ending(chunk)) for chunk in text.split("?")[:-1])
        return list(dict.fromkeys(name for name in names if name is not None))

    def question(self, rng: Random) -> str:
        """Draw a question about anything."""
        return pick(rng, self.subjects[rng.choice(self.names)].questions)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All that one language's people can write."""

    banks: Mapping[str, Sentences]
    students_ask: Dialogue
    mentors_ask: Dialogue
    phrases: Mapping[str, Mapping[str, str]]  # [grammar], [levels] and [places]


# --- Reading the sentences ------------------------------------------------------------


@cache
def lexicon(language: str) -> Lexicon:
    """Read the sentences of "fr" or "en", once."""
    data = tomllib.loads((DATA / f"{language}.toml").read_text(encoding="utf-8"))
    phrases = {name: data.pop(name) for name in ("grammar", "levels", "places")}
    students_ask = _dialogue(data.pop("topics"), language)
    mentors_ask = _dialogue(data.pop("chats"), language)
    banks = {
        f"{section}.{name}": _sentences(sentences, language)
        for section, content in data.items()
        for name, sentences in content.items()
    }
    return Lexicon(banks, students_ask, mentors_ask, phrases)


def _dialogue(data: dict[str, Any], language: str) -> Dialogue:
    subjects = {
        name: Subject(
            questions=_sentences(content["questions"], language),
            answers=_sentences(content["answers"], language),
        )
        for name, content in data.items()
    }
    endings = {
        _ending(wording.removesuffix("?")): name
        for name, subject in subjects.items()
        for wordings in subject.questions
        for wording in wordings
    }
    return Dialogue(subjects, tuple(subjects), endings)


def _ending(question: str) -> str:
    return " ".join(question.lower().rsplit(maxsplit=ENDING)[-ENDING:])


def _sentences(sentences: Iterable[str], language: str) -> Sentences:
    return tuple(tuple(_wordings(typeset(text, language))) for text in sentences)


def _wordings(text: str) -> Iterable[str]:
    """Write out every choice of the "(a|b)" in `text`."""
    pieces = ALTERNATIVES.split(text)  # plain, choices, plain, choices, ..., plain
    choices = [piece.split("|") if at % 2 else [piece] for at, piece in enumerate(pieces)]
    return map("".join, product(*choices))


def typeset(text: str, language: str) -> str:
    """Set the apostrophes and, in French, the no-break spaces."""
    text = text.replace("'", "’")
    if language != "fr":
        return text
    text = text.replace(" :", f"{NBSP}:").replace("« ", f"«{NBSP}").replace(" »", f"{NBSP}»")
    return BEFORE_UNIT.sub(NBSP, text)


# --- Choosing and joining -------------------------------------------------------------


def pick(rng: Random, sentences: Sentences) -> str:
    """Draw a sentence, then one of its wordings."""
    return rng.choice(rng.choice(sentences))


def count(text: str) -> int:
    """Count words as the reader's eye does: what spaces part."""
    return len(text.split())


def fill(sentence: str, facts: Mapping[str, str]) -> str:
    """Put the facts in the sentence, which still starts with a capital."""
    if "{" not in sentence:
        return sentence
    filled = sentence.format_map(facts)
    return capital(filled) if sentence[0] == "{" else filled


def capital(text: str) -> str:
    """Return `text` with a capital first letter, the rest as it was."""
    return text[:1].upper() + text[1:]


def led(lead: str, sentence: str) -> str:
    """Put `lead` before `sentence`, which loses its capital after a colon or a comma."""
    if not lead:
        return sentence
    if lead[-1] in ":," and not sentence.startswith(("I ", "I’")):
        sentence = sentence[0].lower() + sentence[1:]
    return f"{lead} {sentence}"


def fitting(extras: Iterable[str], *, used: int, goal: int, high: int) -> list[str]:
    """Keep extras in order until `used` words reach `goal`, never beyond `high`."""
    kept: list[str] = []
    for extra in extras:
        if used >= goal:
            break
        length = count(extra)
        if used + length <= high:
            kept.append(extra)
            used += length
    return kept


def joined(*parts: str) -> str:
    """Join what is not empty with spaces."""
    return " ".join(part for part in parts if part)
