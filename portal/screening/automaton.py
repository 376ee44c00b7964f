"""All watched phrases as one machine, which reads a text word by word.

Phrases are laid out as a network of states. While texts are read, the sets of states that
they lead to become states of their own, each step of which is one look-up (a lazy
determinisation): what a text costs hangs on its length and not on how many phrases there are.

Thousands of phrases stand in the memory of each process that serves pages: the network is
arrays of numbers, and what serves to lay it out goes once it is laid.
"""

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, compress
from typing import TypeGuard

from portal.screening.notation import Choice, Gap, Item, Word
from portal.screening.words import Vocabulary, spelled_out

ROOT = 0
MOST_OPEN = 384  # symbols of which it is at hand where they lead on from
MOST_KEPT = 60_000  # steps kept of what texts led to; beyond, they are found again
NARROW = 640  # ways out of a state that are gone through sooner than searched
States = tuple[int, ...]
Parts = tuple[int | None, Sequence[tuple[Item, ...]]]


class Network:
    """The phrases as states: from each, where a word leads, and where any word does.

    A way is the state it leads from, its word and the state it leads to, in three columns.
    """

    def __init__(self) -> None:
        """Begin with the root alone."""
        self.size = 1
        self.sources = array("i")
        self.words = array("i")
        self.targets = array("i")
        self.anywhere: dict[int, States] = {}
        self.ends: dict[int, tuple[int, ...]] = {}

    def new_state(self) -> int:
        """Return a state from which nothing leads on."""
        self.size += 1
        return self.size - 1

    def way(self, froms: States, number: int, target: int) -> None:
        """Let a word or a group lead from all `froms` to `target`."""
        for start in froms:
            self.sources.append(start)
            self.words.append(number)
            self.targets.append(target)

    def way_of_any(self, froms: States, target: int) -> None:
        """Let any word lead from all `froms` to `target`."""
        for start in froms:
            self.anywhere[start] = (*self.anywhere.get(start, ()), target)

    def end(self, state: int, phrase: int) -> None:
        """Let a phrase end at a state."""
        self.ends[state] = (*self.ends.get(state, ()), phrase)


class Table:
    """A finished network, laid out to be read: the ways by their state, and again by their word.

    A text asks where a word leads from a hundred states at a time, and nearly always it leads
    nowhere: so a word is first asked which states it leads on from, and only these then where.
    """

    def __init__(self, network: Network, words: int) -> None:
        """Take over a network of so many words and groups; nothing more is added to it."""
        self.anywhere, self.ends = network.anywhere, network.ends
        order = sorted(range(len(network.words)), key=network.words.__getitem__)
        self.by_word = starts(network.words, words)
        self.sources = in_order(network.sources, order)
        order.sort(key=network.sources.__getitem__)
        self.by_state = starts(network.sources, network.size)
        self.words = in_order(network.words, order)
        self.targets = in_order(network.targets, order)

    def sources_of(self, numbers: Iterable[int]) -> frozenset[int]:
        """Return the states from which any of these words leads on."""
        sources, places = self.sources, self.by_word
        return frozenset().union(
            *(sources[places[number] : places[number + 1]] for number in numbers)
        )

    def targets_of(self, state: int, numbers: frozenset[int]) -> Iterable[int]:
        """Return where these words lead from a state."""
        first, last = self.by_state[state], self.by_state[state + 1]
        if last - first > NARROW:  # the root
            return self.searched(first, last, numbers)
        known = map(numbers.__contains__, self.words[first:last])
        return compress(self.targets[first:last], known)

    def searched(self, first: int, last: int, numbers: Iterable[int]) -> Iterator[int]:
        """Yield where these words lead by a long row of ways."""
        for number in numbers:
            place = bisect_left(self.words, number, first, last)
            while place < last and self.words[place] == number:
                yield self.targets[place]
                place += 1


def in_order(column: Sequence[int], order: Iterable[int]) -> Sequence[int]:
    """Return the numbers of a column in another order."""
    return array("i", map(column.__getitem__, order))


def starts(column: Iterable[int], size: int) -> Sequence[int]:
    """Return where each number below `size` begins once a column rises, and where all end."""
    counts = Counter(column)
    return array("i", accumulate(map(counts.__getitem__, range(size)), initial=0))


class Layer:
    """Who lays phrases out in a network, and remembers how until all of them lie there."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        """Begin with an empty network."""
        self.vocabulary = vocabulary
        self.network = Network()
        self.laid: dict[tuple[States, Item, int], States] = {}
        self.parted: dict[tuple[Choice, int], Parts] = {}

    def add(self, items: tuple[Item, ...], phrase: int, sounded: int) -> None:
        """Lay a phrase out; where it ends, its number is found.

        `sounded`: the letters from which its words may be written by ear; 0: never.
        """
        for state in self.extend((ROOT,), items, sounded):
            self.network.end(state, phrase)

    def extend(self, froms: States, items: Iterable[Item], sounded: int) -> States:
        """Return the states that `items` lead to; phrases that begin alike share theirs."""
        for item in items:
            key = froms, item, sounded
            reached = self.laid.get(key)
            if reached is None:
                reached = self.lay(froms, item, sounded, self.network.new_state())
                self.laid[key] = reached
            froms = reached
        return froms

    def lay(self, froms: States, item: Item, sounded: int, target: int) -> States:
        """Let an item lead to `target`; return that, and what else the item may lead to."""
        if isinstance(item, Word):
            return self.lay_word(froms, item, sounded, target)
        if isinstance(item, Gap):
            return self.lay_gap(froms, item, target)
        return self.lay_choice(froms, item, sounded, target)

    def lay_word(self, froms: States, word: Word, sounded: int, target: int) -> States:
        """Let a word, spelled out or not, lead to `target`."""
        for words in spelled_out(word):
            states = froms
            for part in words[:-1]:
                between = self.network.new_state()
                self.network.way(states, self.vocabulary.add(part, sounded), between)
                states = (between,)
            self.network.way(states, self.vocabulary.add(words[-1], sounded), target)
        return (target,)

    def lay_gap(self, froms: States, gap: Gap, target: int) -> States:
        """Let so many words of any kind lead to `target` and the states before it."""
        reached = () if gap.least else froms
        states = froms
        for count in range(1, gap.most + 1):
            state = target if count == gap.most else self.network.new_state()
            self.network.way_of_any(states, state)
            states = (state,)
            if count >= gap.least:
                reached = joined(reached, states)
        return reached

    def lay_choice(self, froms: States, choice: Choice, sounded: int, target: int) -> States:
        """Let any of the options lead to `target`, and single words be one way to it."""
        group, others = self.parts(choice, sounded)
        reached: States = (target,)
        if group is not None:
            self.network.way(froms, group, target)
        for option in others:
            if option:
                states = self.extend(froms, option[:-1], sounded)
                reached = joined(reached, self.lay(states, option[-1], sounded, target))
            else:
                reached = joined(reached, froms)
        return reached

    def parts(self, choice: Choice, sounded: int) -> Parts:
        """Return the group of a choice's single words, if any, and its other options."""
        key = choice, sounded
        if key not in self.parted:
            words: list[Word] = []
            others: list[tuple[Item, ...]] = []
            for option in choice.options:
                if is_single(option):
                    words.append(option[0])
                else:
                    others.append(option)
            group = self.vocabulary.add_group(words, sounded) if words else None
            self.parted[key] = group, others
        return self.parted[key]


def joined(some: States, others: States) -> States:
    """Return the states of both, each once and always in the same order."""
    return tuple(sorted({*some, *others}))


def is_single(option: tuple[Item, ...]) -> TypeGuard[tuple[Word]]:
    """Say whether an option is one word, and short for no others."""
    word = option[0] if len(option) == 1 else None
    return isinstance(word, Word) and len(spelled_out(word)) == 1


class State:
    """A set of the network's states: which phrases end here, and where each step leads."""

    __slots__ = ("ends", "states", "steps")

    def __init__(self, automaton: "Automaton", states: States) -> None:
        """Gather what ends at any of `states`."""
        self.states = states
        self.steps = Steps(automaton, states)
        ends = automaton.table.ends
        ending = (ends[state] for state in ends.keys() & states)
        self.ends = tuple(sorted(set().union(*ending)))


class Steps(dict[int, State | None]):
    """Where each step leads that a text took from a state, and None; found when first asked for.

    A step is a word's symbol twice, and one more where a sentence may have ended before it.
    """

    __slots__ = ("automaton", "states")

    def __init__(self, automaton: "Automaton", states: States) -> None:
        """Begin with no step."""
        super().__init__()
        self.automaton = automaton
        self.states = states

    def __missing__(self, step: int) -> State | None:
        """Find a step for the first time, and keep it."""
        found = self[step] = self.automaton.after(self.states, step)
        return found


class Automaton:
    """The machine that a finished network makes."""

    def __init__(self, network: Network, vocabulary: Vocabulary) -> None:
        """Begin at the root."""
        self.table = Table(network, vocabulary.size)
        self.vocabulary = vocabulary
        self.begun = lru_cache(maxsize=MOST_OPEN)(self.find_begun)
        self.states: dict[States, State] = {}
        self.kept = 0
        self.root = State(self, (ROOT,))

    def find_begun(self, symbol: int) -> frozenset[int]:
        """Return the states from which the words that a symbol stands for lead on."""
        return self.table.sources_of(self.vocabulary.sets[symbol])

    def after(self, states: States, step: int) -> State | None:
        """Return where a step leads, or None; after a pause, no word stands for any."""
        symbol, pause = divmod(step, 2)
        reached: set[int] = set()
        for state in self.begun(symbol).intersection(states):
            reached.update(self.table.targets_of(state, self.vocabulary.sets[symbol]))
        if not pause:
            anywhere = self.table.anywhere
            reached.update(*(anywhere[state] for state in anywhere.keys() & states))
        if self.kept >= MOST_KEPT:
            self.forget()
        self.kept += 1
        return self.state_of(tuple(sorted(reached))) if reached else None

    def state_of(self, states: States) -> State:
        """Return the one state that stands for a set of states."""
        if states not in self.states:
            self.states[states] = State(self, states)
        return self.states[states]

    def forget(self) -> None:
        """Drop what was found so far: no series of texts may fill the memory."""
        self.states.clear()
        self.root.steps.clear()
        self.kept = 0
