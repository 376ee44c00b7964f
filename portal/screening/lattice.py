"""A whole text as one graph of words, each edge with the listed words that it may be."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from portal.screening.folding import Folded
from portal.screening.repeats import chunks
from portal.screening.tokens import EXIT, undrawn
from portal.screening.words import GLUED, LONGEST_GLUED, Cut, ReadChunk, Vocabulary, Way

LONE = re.compile(
    r"(?<![^\W_])[a-z0-9@$](?:[ .,*_/|~-]{1,3}[a-z0-9@$](?![^\W_])){2,}+", re.IGNORECASE
)
LONE_GAP = re.compile(r"[ .,*_/|~-]+")
HALVES = 6  # letters of a word that a space may cut in two: "sui cide"
WIDEST_GAP = 200  # characters between two words of a phrase: signs, or what was left out
MOST_GUESSES = 250  # words guessed at in one text; beyond, disguised ones are known exactly
BLANK = frozenset({"", " "})
SENTENCE_END = re.compile(r"[.!?;]")


# A way on from a node: its step (`automaton.Steps`), the node it leads to, from where to where
# it stands in the text, and whether a sentence surely ended before it.
Edge = tuple[int, int, int, int, bool]


@dataclass(slots=True)
class Lattice:
    """The edges from each node; a phrase neither begins nor ends at the nodes `inside`."""

    edges: list[list[Edge]] = field(default_factory=lambda: [[]])
    inside: set[int] = field(default_factory=set)
    last: int = 0  # the node at which the text read so far ends
    guesses: int = 0
    spaced: bool = False  # some letters stand alone: then these two are kept
    begins: dict[int, int] = field(default_factory=dict)  # the node of the piece from there
    ends: dict[int, int] = field(default_factory=dict)  # the node after the piece up to there

    def new_node(self) -> int:
        """Return a node from which nothing leads on."""
        self.edges.append([])
        return len(self.edges) - 1


def lattice(folded: Folded, vocabulary: Vocabulary) -> Lattice:
    """Return the graph of a text."""
    text = folded.text
    graph = Lattice(spaced=LONE.search(text) is not None)
    end, before, source = 0, "", 0
    for start, chunk in chunks(text):
        here = graph.last
        blank = start - end < 2 and text[end:start] in BLANK
        pause, stop = (False, False) if blank else breaks(folded, end, start)
        guess = graph.guesses < MOST_GUESSES
        found = vocabulary.read(chunk) if guess else vocabulary.read_plainly(chunk)
        if not found.nodes:
            continue
        graph.guesses += found.guesses
        if found.word:
            add_word(graph, found.word, start, pause=pause, stop=stop)
        else:
            add_chunk(graph, found, start, pause=pause, stop=stop)
        end = start + found.last
        word = chunk if chunk.isalpha() else ""
        if not pause and before and len(before) + len(word) >= HALVES and word:
            add_halves(graph, vocabulary, before + word, source, end)
        before, source = word, here
    if graph.spaced:
        add_lone_letters(graph, vocabulary, text)
    return graph


def breaks(folded: Folded, end: int, start: int) -> tuple[bool, bool]:
    """Say whether a sentence may have ended before `start`, and whether one surely has."""
    if start - end > WIDEST_GAP:
        return True, True
    gap = folded.text[end:start]
    ended = SENTENCE_END.search(gap) is not None
    if not ended or "..." in gap:
        return ended or "\n" in gap, False
    return True, folded.original[folded.starts[start]].isupper()


def add_word(graph: Lattice, word: Way, start: int, *, pause: bool, stop: bool) -> None:
    """Add a chunk that is one word and can be nothing else."""
    _source, _target, first, last, symbol, _size, _cuts = word
    source, target = graph.last, graph.new_node()
    graph.last = target
    graph.edges[source].append((symbol * 2 + pause, target, start + first, start + last, stop))
    if graph.spaced:
        graph.begins[start + first] = source
        graph.ends[start + last] = target


def add_chunk(graph: Lattice, chunk: ReadChunk, start: int, *, pause: bool, stop: bool) -> None:
    """Add what stands between two spaces."""
    nodes = [graph.last, *(graph.new_node() for _ in range(chunk.nodes))]
    graph.last = nodes[EXIT]
    for way in chunk.ways:
        source, target = nodes[way.source], nodes[way.target]
        paused, stopped = (pause, stop) if way.source == 0 else (False, False)
        step, first, last = way.symbol * 2 + paused, start + way.start, start + way.end
        edge = step, target, first, last, stopped
        graph.edges[source].append(edge)
        if graph.spaced:
            graph.begins.setdefault(first, source)
            graph.ends[last] = target
        if way.cuts:
            add_glued(graph, way.cuts, way.size, edge, source)


def add_halves(graph: Lattice, vocabulary: Vocabulary, word: str, source: int, end: int) -> None:
    """Add the word that two chunks make, where the lists know it: "sui cide"."""
    symbol = vocabulary.known_symbol(word)
    if symbol:
        start = graph.edges[source][0][2]
        graph.edges[source].append((symbol * 2, graph.last, start, end, False))


def add_lone_letters(graph: Lattice, vocabulary: Vocabulary, text: str) -> None:
    """Add the words that lone letters spell: "c o n", "m.o.u.r.i.r"."""
    for run in LONE.finditer(text):
        letters, gaps = LONE_GAP.split(run.group()), LONE_GAP.findall(run.group())
        source, target = graph.begins.get(run.start()), graph.ends.get(run.end())
        if source is None or target is None:
            continue
        word = "".join(letters)[:LONGEST_GLUED]
        if word.isdigit():
            continue
        forms = undrawn(word) or (word,)
        edge = vocabulary.symbol(word, forms) * 2, target, *run.span(), False
        if edge[0]:
            graph.edges[source].append(edge)
        spaced = spelled_apart(letters, gaps) if len(set(map(len, gaps))) > 1 else []
        if spaced:
            add_path(graph, vocabulary, spaced, edge, source)
        for form in forms:
            if len(form) >= GLUED and (cuts := vocabulary.cuts(form)):
                add_glued(graph, cuts, len(form), edge, source)


def spelled_apart(letters: list[str], gaps: list[str]) -> list[str]:
    """Return the words of a run whose gaps are wider between words than between letters."""
    narrow = min(map(len, gaps))
    found = letters[0]
    for letter, gap in zip(letters[1:], gaps, strict=True):
        found += ("" if len(gap) == narrow else " ") + letter
    return found.split()


def add_path(
    graph: Lattice, vocabulary: Vocabulary, words: list[str], whole: Edge, source: int
) -> None:
    """Add words one after the other, each over the stretch of `whole`."""
    _step, exit_node, start, end, stop = whole
    for place, word in enumerate(words):
        last = place == len(words) - 1
        target = exit_node if last else graph.new_node()
        symbol = vocabulary.symbol(word, (word, *undrawn(word)))
        graph.edges[source].append((symbol * 2, target, start, end, stop))
        source = target


def add_glued(graph: Lattice, cuts: Iterable[Cut], size: int, whole: Edge, source: int) -> None:
    """Add the ways in which listed words make up a word: "jveuxmourir", "grosepais".

    A phrase must take it whole: "con" is no part of "contente".
    """
    step, exit_node, first, last, stop = whole
    pause = step % 2
    nodes = {0: source, size: exit_node}
    for start, end, symbol in cuts:
        for place in (start, end):
            if place not in nodes:
                nodes[place] = graph.new_node()
                graph.inside.add(nodes[place])
        edge = symbol * 2 + pause, nodes[end], first, last, stop
        graph.edges[nodes[start]].append(edge)
