"""All watched phrases as one machine, which reads a text word by word.

Phrases are laid out as a network of states. While texts are read, the sets of states that
they lead to become states of their own, each step of which is one look-up (a lazy
determinisation): what a text costs hangs on its length and not on how many phrases there are.

Thousands of phrases stand in the memory of each process that serves pages: the network is
arrays of numbers, and what serves to lay it out goes once it is laid.
"""

from array import array
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TypeGuard

from portal.screening.notation import Choice, Gap, Item, Word
from portal.screening.words import Vocabulary, spelled_out

ROOT = 0
NONE = -1
ANY = -1  # stands for the number of a word where any word will do
MOST_OPEN = 768  # states of which all ways out are at hand
MOST_KEPT = 60_000  # steps kept of what texts led to; beyond, they are found again
States = tuple[int, ...]
Parts = tuple[int | None, Sequence[tuple[Item, ...]]]


class Network:
    """The phrases as states: from each, where a word leads, and where any word does.

    The ways out of a state are a chain: `newest` has the last one laid, `before` of a way
    the one laid before it.
    """

    def __init__(self) -> None:
        """Begin with the root alone."""
        self.newest = array("i", [NONE])
        self.before = array("i")
        self.words = array("i")
        self.targets = array("i")
        self.ends: dict[int, tuple[int, ...]] = {}

    def new_state(self) -> int:
        """Return a state from which nothing leads on."""
        self.newest.append(NONE)
        return len(self.newest) - 1

    def way(self, froms: States, number: int, target: int) -> None:
        """Let a word or a group lead from all `froms` to `target`."""
        for start in froms:
            self.before.append(self.newest[start])
            self.newest[start] = len(self.words)
            self.words.append(number)
            self.targets.append(target)

    def end(self, state: int, phrase: int) -> None:
        """Let a phrase end at a state."""
        self.ends[state] = (*self.ends.get(state, ()), phrase)

    def ways(self, states: States) -> dict[int, tuple[int, ...]]:
        """Return where each word leads from `states`, in a memory of its own."""
        found: dict[int, tuple[int, ...]] = {}
        for state in states:
            way = self.newest[state]
            while way != NONE:
                number, target = self.words[way], self.targets[way]
                found[number] = (*found[number], target) if number in found else (target,)
                way = self.before[way]
        return found


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
            self.network.way(states, ANY, state)
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
        ends = automaton.network.ends
        self.ends = tuple(sorted({phrase for state in states for phrase in ends.get(state, ())}))


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
        self.network = network
        self.vocabulary = vocabulary
        self.ways = lru_cache(maxsize=MOST_OPEN)(network.ways)
        self.states: dict[States, State] = {}
        self.kept = 0
        self.root = State(self, (ROOT,))

    def after(self, states: States, step: int) -> State | None:
        """Return where a step leads, or None; after a pause, no word stands for any."""
        known = self.ways(states)
        symbol, pause = divmod(step, 2)
        anywhere = () if pause else known.get(ANY, ())
        numbers = self.vocabulary.sets[symbol]
        reached = {*anywhere}.union(*(known[word] for word in known.keys() & numbers))
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
