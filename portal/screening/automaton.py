"""All watched phrases as one machine, which reads a text word by word.

Phrases are laid out as a network of states. While texts are read, the sets of states that
they lead to become states of their own, each step of which is one look-up (a lazy
determinisation): what a text costs hangs on its length and not on how many phrases there are.
"""

from collections import defaultdict
from collections.abc import Iterable

from portal.screening.notation import Choice, Gap, Item, Word
from portal.screening.words import Vocabulary, spelled_out

ROOT = 0
MOST_KEPT = 60_000  # steps kept; beyond, they are found again


class Network:
    """The phrases as states: from each, where a word leads, and where any word does."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        """Begin with the root alone."""
        self.vocabulary = vocabulary
        self.by_word: list[dict[int, tuple[int, ...]]] = []
        self.by_any: list[tuple[int, ...]] = []
        self.ends: dict[int, list[int]] = defaultdict(list)
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
        for state in self.extend({ROOT}, items, sounded):
            self.ends[state].append(phrase)

    def extend(self, froms: Iterable[int], items: tuple[Item, ...], sounded: int) -> set[int]:
        """Return the states that `items` lead to."""
        reached = set(froms)
        for item in items:
            if isinstance(item, Word):
                reached = self.extend_by_word(reached, item, sounded)
            elif isinstance(item, Gap):
                reached = self.extend_by_gap(reached, item)
            else:
                reached = self.extend_by_choice(reached, item, sounded)
        return reached

    def extend_by_word(self, froms: set[int], word: Word, sounded: int) -> set[int]:
        """Return the states that a word leads to, spelled out or not."""
        reached = {self.step(froms, word, sounded)}
        for words in spelled_out(word)[1:]:
            states = froms
            for part in words:
                states = {self.step(states, part, sounded)}
            reached |= states
        return reached

    def step(self, froms: Iterable[int], word: Word, sounded: int, to: int | None = None) -> int:
        """Return the state, a new one unless given, that `word` leads to from all `froms`."""
        state = self.new_state() if to is None else to
        number = self.vocabulary.add(word, sounded)
        for start in froms:
            self.by_word[start][number] = (*self.by_word[start].get(number, ()), state)
        return state

    def extend_by_gap(self, froms: set[int], gap: Gap) -> set[int]:
        """Return the states that so many words of any kind lead to."""
        reached = set() if gap.least else set(froms)
        states = froms
        for count in range(1, gap.most + 1):
            state = self.new_state()
            for start in states:
                self.by_any[start] = (*self.by_any[start], state)
            states = {state}
            if count >= gap.least:
                reached |= states
        return reached

    def extend_by_choice(self, froms: set[int], choice: Choice, sounded: int) -> set[int]:
        """Return the states that any of the options leads to; single words share one."""
        reached: set[int] = set()
        shared: int | None = None
        for option in choice.options:
            first = option[0] if len(option) == 1 else None
            if isinstance(first, Word) and len(spelled_out(first)) == 1:
                shared = self.step(froms, first, sounded, to=shared)
                reached.add(shared)
            else:
                reached |= self.extend(froms, option, sounded)
        return reached


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
        reached = set() if pause else set(state.anywhere)
        for number in self.network.vocabulary.sets[symbol]:
            reached.update(state.known.get(number, ()))
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
