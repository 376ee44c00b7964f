"""All watched phrases as one machine, which reads a text word by word.

Phrases are laid out as a network of states. While texts are read, the sets of states that
they lead to become states of their own, each step of which is one look-up (a lazy
determinisation): what a text costs hangs on its length and not on how many phrases there are.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TypeGuard

from portal.screening.notation import Choice, Gap, Item, Word
from portal.screening.words import Vocabulary, spelled_out

ROOT = 0
MOST_KEPT = 60_000  # steps kept; beyond, they are found again
States = frozenset[int]
Parts = tuple[int | None, Sequence[tuple[Item, ...]]]
Laid = tuple[States, Item, int]  # from where, what, and from how many letters by ear


class Network:
    """The phrases as states: from each, where a word leads, and where any word does."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        """Begin with the root alone."""
        self.vocabulary = vocabulary
        self.by_word: list[dict[int, tuple[int, ...]]] = []
        self.by_any: list[tuple[int, ...]] = []
        self.ends: dict[int, list[int]] = defaultdict(list)
        self.laid: dict[Laid, States] = {}
        self.parted: dict[tuple[Choice, int], Parts] = {}
        self.new_state()

    def new_state(self) -> int:
        """Return a state from which nothing leads on."""
        self.by_word.append({})
        self.by_any.append(())
        return len(self.by_word) - 1

    def add(self, items: tuple[Item, ...], phrase: int, sounded: int) -> None:
        """Lay a phrase out; where it ends, its number is found.

        `sounded`: the letters from which its words may be written by ear; 0: never.
        """
        for state in self.extend(frozenset({ROOT}), items, sounded):
            self.ends[state].append(phrase)

    def extend(self, froms: States, items: tuple[Item, ...], sounded: int) -> States:
        """Return the states that `items` lead to; phrases that begin alike share theirs."""
        for item in items:
            key = froms, item, sounded
            reached = self.laid.get(key)
            if reached is None:
                reached = self.laid[key] = self.lay(froms, item, sounded)
            froms = reached
        return froms

    def lay(self, froms: States, item: Item, sounded: int) -> States:
        """Return the new states that one item leads to."""
        if isinstance(item, Word):
            return self.lay_word(froms, item, sounded)
        if isinstance(item, Gap):
            return self.lay_gap(froms, item)
        return self.lay_choice(froms, item, sounded)

    def lay_word(self, froms: States, word: Word, sounded: int) -> States:
        """Return the states that a word leads to, spelled out or not."""
        reached = {self.step(froms, word, sounded)}
        for words in spelled_out(word)[1:]:
            states = froms
            for part in words:
                states = frozenset({self.step(states, part, sounded)})
            reached |= states
        return frozenset(reached)

    def step(self, froms: States, word: Word, sounded: int) -> int:
        """Return a new state that `word` leads to from all `froms`."""
        return self.way(froms, self.vocabulary.add(word, sounded))

    def way(self, froms: States, number: int) -> int:
        """Return a new state that a word or a group leads to from all `froms`."""
        state = self.new_state()
        for start in froms:
            ways = self.by_word[start]
            ways[number] = (*ways[number], state) if number in ways else (state,)
        return state

    def lay_gap(self, froms: States, gap: Gap) -> States:
        """Return the states that so many words of any kind lead to."""
        reached = set() if gap.least else set(froms)
        states: Iterable[int] = froms
        for count in range(1, gap.most + 1):
            state = self.new_state()
            for start in states:
                self.by_any[start] = (*self.by_any[start], state)
            states = {state}
            if count >= gap.least:
                reached.add(state)
        return frozenset(reached)

    def lay_choice(self, froms: States, choice: Choice, sounded: int) -> States:
        """Return the states that any of the options leads to; single words share one."""
        group, others = self.parts(choice, sounded)
        reached = set() if group is None else {self.way(froms, group)}
        for option in others:
            reached |= self.extend(froms, option, sounded)
        return frozenset(reached)

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


def is_single(option: tuple[Item, ...]) -> TypeGuard[tuple[Word]]:
    """Say whether an option is one word, and short for no others."""
    word = option[0] if len(option) == 1 else None
    return isinstance(word, Word) and len(spelled_out(word)) == 1


class State:
    """A set of the network's states: which phrases end here, and where each word leads."""

    __slots__ = ("anywhere", "ends", "known", "steps")

    def __init__(self, network: Network, states: frozenset[int]) -> None:
        """Gather what leads on from any of `states`."""
        self.steps: dict[tuple[int, bool], State | None] = {}
        self.ends = sorted({phrase for state in states for phrase in network.ends.get(state, ())})
        self.anywhere = {after for state in states for after in network.by_any[state]}
        known: dict[int, set[int]] = defaultdict(set)
        for state in states:
            for number, after in network.by_word[state].items():
                known[number].update(after)
        self.known = {number: tuple(after) for number, after in known.items()}


class Automaton:
    """The machine that a finished network makes."""

    def __init__(self, network: Network) -> None:
        """Begin at the root."""
        self.network = network
        self.states: dict[frozenset[int], State] = {}
        self.kept = 0
        self.root = State(network, frozenset({ROOT}))

    def after(self, state: State, symbol: int, *, pause: bool) -> State | None:
        """Return where a word leads, or None; after a `pause`, no word stands for any."""
        key = symbol, pause
        try:
            return state.steps[key]
        except KeyError:
            return self.find_after(state, key)

    def find_after(self, state: State, key: tuple[int, bool]) -> State | None:
        """Find a step for the first time, and keep it."""
        symbol, pause = key
        known = state.known
        ways = [
            known[number] for number in self.network.vocabulary.sets[symbol] if number in known
        ]
        reached = set().union(() if pause else state.anywhere, *ways)
        if self.kept >= MOST_KEPT:
            self.forget()
        self.kept += 1
        found = self.state_of(frozenset(reached)) if reached else None
        state.steps[key] = found
        return found

    def state_of(self, states: frozenset[int]) -> State:
        """Return the one state that stands for a set of states."""
        if states not in self.states:
            self.states[states] = State(self.network, states)
        return self.states[states]

    def forget(self) -> None:
        """Drop what was found so far: no series of texts may fill the memory."""
        self.states.clear()
        self.root.steps.clear()
        self.kept = 0
