"""Watched phrases in a text: the shipped lists and the board's own (R6, R8, R9, c.9)."""

import gc
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache

from portal.data import frames, hints, watchlists
from portal.screening.automaton import Automaton, Layer, State
from portal.screening.findings import Context, Finding, Kind, Phrase, Severity
from portal.screening.folding import Folded
from portal.screening.frames import (
    Frame,
    Sign,
    Span,
    find_frames,
    share_a_sentence,
    shipped_frames,
)
from portal.screening.hints import Hint, Said, find_together
from portal.screening.lattice import Lattice, lattice
from portal.screening.notation import Choice, Item, PhraseError, Word, parse, plain_group, words
from portal.screening.sounds import sound
from portal.screening.spelling import Reading
from portal.screening.words import SOUNDED, SOUNDED_ALONE, Vocabulary, spelled_out

LONGEST = 400  # of a board's phrase; those shipped list more alternatives
SLUG = re.compile(r"[^\w*=]+")
FROM_START = ~1  # a phrase begins after a pause as well as elsewhere


@dataclass(frozen=True, slots=True)
class Watched:
    """A phrase as the machine knows it; without severity, it excuses what lies inside it."""

    kind: Kind
    severity: Severity | None
    rule: str


Meaning = Watched | Sign | Hint
Match = tuple[int, int, Meaning]
Listed = tuple[int, int, Watched | Sign]
Held = tuple[int, int, Watched | Frame]


class Machine:
    """Phrases compiled once, to be found in any number of texts."""

    def __init__(self, phrases: Sequence[tuple[Meaning, str, str, str]]) -> None:
        """Compile `phrases`: what each is, its language, its notation, and where it stands.

        Raises:
            PhraseError: One of them cannot be read.
        """
        self.vocabulary = Vocabulary()
        layer = Layer(self.vocabulary)
        self.watched = [watched for watched, *_ in phrases]
        for number, (_watched, language, text, place) in enumerate(phrases):
            try:
                items = parse(text, watchlists.sets())
            except PhraseError as error:
                raise PhraseError(f"{place}: {error}") from error
            layer.add(items, number, letters_sounded(items, language))
        self.vocabulary.settle()
        self.automaton = Automaton(layer.network, self.vocabulary)

    def findings(self, folded: Folded) -> Iterator[Finding]:
        """Yield what `folded` says that is watched for and not excused: hints, phrases, frames."""
        said, listed = apart(self.matches(lattice(folded, self.vocabulary)))
        yield from find_together(folded, said)
        found, signs = without_excused(listed)
        found += find_frames(folded.text, signs)
        passes = [(start, end, meant.kind) for start, end, meant in found if not meant.severity]
        for start, end, meant in found:
            if meant.severity and not is_passed(folded.text, (start, end), meant.kind, passes):
                yield folded.finding(meant.kind, (start, end), meant.severity, meant.rule)

    def matches(self, graph: Lattice) -> list[Match]:
        """Return every phrase, by the widest stretch from each place where it begins."""
        found: list[Match] = []
        begun = self.automaton.root.steps
        for node, edges in enumerate(graph.edges):
            if node in graph.inside:
                continue
            for step, target, start, end, _stop in edges:
                state = begun[step & FROM_START] if step > 1 else None
                if state is not None:
                    widest = ends(graph, target, end, state)
                    found += [(start, widest[number], self.watched[number]) for number in widest]
        return found


def ends(graph: Lattice, node: int, end: int, state: State) -> dict[int, int]:
    """Return the phrases that a way leads to, and where each ends at its widest."""
    widest: dict[int, int] = {}
    edges = graph.edges[node]
    while len(edges) == 1:  # nearly always there is one way on
        if state.ends and node not in graph.inside:
            for number in state.ends:
                widest[number] = end
        step, node, _start, end, stop = edges[0]
        following = None if stop else state.steps[step]
        if following is None:
            return widest
        state, edges = following, graph.edges[node]
    all_ends(graph, (node, end, state), widest)
    return widest


def all_ends(graph: Lattice, way: tuple[int, int, State], widest: dict[int, int]) -> None:
    """Add the phrases that the ways lead to into which one way parts."""
    ways = [way]
    seen: set[tuple[int, State]] = set()
    while ways:
        node, end, state = ways.pop()
        if state.ends and node not in graph.inside:
            for number in state.ends:
                widest[number] = max(end, widest.get(number, 0))
        for step, target, _start, last, stop in graph.edges[node]:
            following = None if stop else state.steps[step]
            if following is not None and (target, following) not in seen:
                seen.add((target, following))
                ways.append((target, last, following))


def apart(matches: Iterable[Match]) -> tuple[list[Said], list[Listed]]:
    """Return the hints, and the phrases and signs."""
    said: list[Said] = []
    listed: list[Listed] = []
    for start, end, meant in matches:
        if isinstance(meant, Hint):
            said.append((start, end, meant.name))
        else:
            listed.append((start, end, meant))
    return said, listed


def find_phrases(reading: Reading, context: Context) -> Iterator[Finding]:
    """Yield the watched phrases: the board's, then those of the shipped lists."""
    if context.watched:
        yield from board_machine(context.watched).findings(reading.folded)
    yield from shipped_machine().findings(reading.folded)


def check_phrase(text: str) -> None:
    """Do nothing when `text` can be watched for.

    Raises:
        PhraseError: It cannot; the message says why.
    """
    if len(text) > LONGEST:
        raise PhraseError("too long")
    parse(text, watchlists.sets())


@cache
def shipped_machine() -> Machine:
    """Return the machine of the shipped lists.

    Raises:
        WatchlistError: A list has a malformed line.
        PhraseError: A phrase cannot be read; the message gives file and line.
    """
    with collector_resting():
        machine = Machine([*listed_phrases(), *listed_signs(), *listed_hints()])
        shipped_frames()
        for cached in (
            watchlists.entries,
            frames.sign_lines,
            plain_group,
            words,
            spelled_out,
            sound,
        ):
            cached.cache_clear()  # what only the making of a machine fills
        return machine


def listed_phrases() -> Iterator[tuple[Meaning, str, str, str]]:
    """Yield the phrases of the shipped lists."""
    for entry in watchlists.entries():
        watched = Watched(Kind(entry.kind), severity_of(entry.severity), entry.rule)
        yield watched, entry.language, entry.phrase, entry.place


def listed_signs() -> Iterator[tuple[Meaning, str, str, str]]:
    """Yield the signs of the shipped frames."""
    for line in frames.sign_lines():
        yield Sign(line.name), line.language, line.phrase, line.place


def listed_hints() -> Iterator[tuple[Meaning, str, str, str]]:
    """Yield the wordings of the shipped hints."""
    for wording in hints.read()[0]:
        yield Hint(wording.hint), wording.language, wording.phrase, wording.place


@contextmanager
def collector_resting() -> Iterator[None]:
    """Keep the collector from walking through what is built to stay, now and later.

    One walk through all the phrases takes longer than to read any message.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        if enabled:
            gc.enable()


@lru_cache(maxsize=16)
def board_machine(phrases: tuple[Phrase, ...]) -> Machine:
    """Return the machine of a board's own phrases."""
    return Machine(
        [
            (
                Watched(phrase.kind, phrase.severity, board_rule(phrase)),
                phrase.language,
                phrase.text,
                phrase.text,
            )
            for phrase in phrases
        ]
    )


def board_rule(phrase: Phrase) -> str:
    """Return the name of a rule that the board made."""
    return f"board.{phrase.kind}.{phrase.language}:{SLUG.sub('-', phrase.text).strip('-')}"


def excuses_first(match: Listed) -> tuple[int, bool]:
    """Return what sorts matches by their place, those that excuse before the others."""
    start, _end, meant = match
    return start, isinstance(meant, Sign) or meant.severity is not None


def without_excused(matches: Iterable[Listed]) -> tuple[list[Held], dict[str, list[Span]]]:
    """Return the watched phrases that no phrase excuses, and the signs, in the text's order."""
    found: list[Held] = []
    signs: dict[str, list[Span]] = {}
    excused: dict[Kind, int] = {}  # up to where; what excuses comes first
    for start, end, meant in sorted(matches, key=excuses_first):
        if isinstance(meant, Sign):
            signs.setdefault(meant.name, []).append((start, end))
        elif end > excused.get(meant.kind, 0):
            if meant.severity is None:
                excused[meant.kind] = end
            else:
                found.append((start, end, meant))
    return found, signs


def is_passed(text: str, span: Span, kind: Kind, passes: list[tuple[int, int, Kind]]) -> bool:
    """Say whether a frame that excuses its kind shares the sentence of `span`."""
    return any(
        kind is passed and share_a_sentence(text, span, (start, end))
        for start, end, passed in passes
    )


def letters_sounded(items: tuple[Item, ...], language: str) -> int:
    """Return from how many letters the words of a phrase may be written by ear; 0: never."""
    if language == "en":
        return 0
    return SOUNDED_ALONE if all(map(is_one_word, items)) and len(items) == 1 else SOUNDED


def is_one_word(item: Item) -> bool:
    """Say whether an item is a word, or a choice where one stands alone."""
    if isinstance(item, Choice):
        return any(len(option) == 1 and is_one_word(option[0]) for option in item.options)
    return isinstance(item, Word)


def severity_of(name: str) -> Severity | None:
    """Return a list's severity, or None for a phrase that excuses."""
    return None if name == watchlists.PASS else Severity[name.upper()]
