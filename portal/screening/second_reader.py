"""A second reader for the risky talk that no list foresaw: cues that add up (R6, R9, R15).

It speaks where the lists are silent, and lets pass what they took for talk that it is not by
far: a sentence about work. Distress has two tiers: a sum that leaves no doubt
holds the text; one that only worries is noted: nobody's words are stopped on a doubt, but a
person looks. The other kinds of talk have one tier, from which a text is held.
"""

import math
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import filterfalse, islice, product

from portal.data.cues import STEPS, weights
from portal.data.packed import Packed
from portal.screening.cues import Sentence, placed_cues, sentences
from portal.screening.findings import DISTRESS, Finding, Kind, Severity
from portal.screening.folding import Folded

NEAR = 8  # words from a cue to the next that it is read with
SHORT = 5  # words: a sentence of fewer weighs as if it had as many
MOST_SENTENCES = 20  # of one text; what comes later is left to the lists
MOST_NAMED = 3  # of the features that a rule names
MOST_SUM = 50.0
IN_A_ROW = 4  # letters of a word that are weighed together, its beginning and its end among them
LETTERS = "~"  # before them

Cues = tuple[frozenset[str], ...]  # of a word, or of a word and of one near after it
Sums = Mapping[str, float]  # by kind: how much speaks for it; 0 is as likely as nothing


def read_again(folded: Folded) -> Iterator[Finding]:
    """Yield the sentences that are risky, as the sum of their cues says."""
    for sentence in islice(sentences(folded), MOST_SENTENCES):
        found = known_features(sentence)
        for kind, severity in judged(summed(found, len(sentence.words))):
            rule = f"cues.{kind}:{'+'.join(loudest(found, kind))}"
            yield folded.finding(kind, (sentence.start, sentence.end), severity, rule)


def is_harmless(folded: Folded, finding: Finding) -> bool:
    """Say whether every sentence that a finding touches is harmless by far.

    Only in a text that is read to its end: nobody hides a sentence behind twenty others.
    """
    read = list(islice(sentences(folded), MOST_SENTENCES + 1))
    touched = [
        each
        for each in read
        if folded.starts[each.start] < finding.end and finding.start < folded.ends[each.end - 1]
    ]
    if not touched or len(read) > MOST_SENTENCES:
        return False
    sums = (summed(known_features(each), len(each.words)) for each in touched)
    return all(leaning_to_others(each) < weights().harmless for each in sums)


def judged(sums: Sums) -> Iterator[tuple[Kind, Severity]]:
    """Yield the kinds that the sums speak for loudly enough: one of distress, one other."""
    scale = weights()
    others = leaning_to_others(sums)
    lean = leaning_to_distress(sums, others)
    if lean > scale.worries:
        kind = max(filter(DISTRESS.__contains__, sums), key=sums.__getitem__)
        yield Kind(kind), Severity.HIGH if lean > scale.clear else Severity.NOTED
    if others > scale.held:
        yield (
            Kind(max(filterfalse(DISTRESS.__contains__, sums), key=sums.__getitem__)),
            Severity.MEDIUM,
        )


def features(sentence: Sentence) -> set[str]:
    """Return the names of what is weighed in a sentence: cues, cues in turn, words, letters.

    It is what the weights are learned for, the known and the unknown.
    """
    words = sentence.words
    found = {*map(word_name, words), *pair_names(words)}
    found.update(*map(cue_names, met_cues(words)))
    return found.union(*map(letters, words))


def known_features(sentence: Sentence) -> set[int]:
    """Return the rows of the features of a sentence that the weights know."""
    words, known = sentence.words, weights().features
    found = set(map(known.row, pair_names(words)))
    found.update(*(cue_rows(known, cues) for cues in set(met_cues(words))))
    found.update(*(word_rows(known, word) for word in set(words)))
    return found - {0}


def word_name(word: str) -> str:
    """Return the name of a word."""
    return f"={word}"


def pair_names(words: tuple[str, ...]) -> Iterator[str]:
    """Yield the names of two words in a row."""
    return map("={} {}".format, words, islice(words, 1, None))


def met_cues(words: tuple[str, ...]) -> Iterator[Cues]:
    """Yield the cues of each word, and with those of each word near after it."""
    placed = placed_cues(words)
    for place, here in enumerate(placed):
        if here:
            yield (here,)
            for there in placed[place + 1 : place + 1 + NEAR]:
                if there:
                    yield here, there


def cue_names(cues: Cues) -> Iterator[str]:
    """Yield the names of the features that cues make."""
    return map(" > ".join, product(*cues))


@lru_cache(maxsize=8_192)
def cue_rows(known: Packed, cues: Cues) -> tuple[int, ...]:
    """Return the rows of those that are weighed; kept, as the same cues come again."""
    return tuple(filter(None, map(known.row, cue_names(cues))))


def letters(word: str) -> list[str]:
    """Return the names of each few letters in a row of a word: what its forms have in common."""
    edged = f"<{word}>"
    return [
        f"{LETTERS}{edged[start : start + IN_A_ROW]}" for start in range(len(edged) - IN_A_ROW + 1)
    ]


@lru_cache(maxsize=8_192)
def word_rows(known: Packed, word: str) -> tuple[int, ...]:
    """Return the rows of a word and of those of its letters that are weighed."""
    return tuple(filter(None, map(known.row, (word_name(word), *letters(word)))))


def summed(found: Collection[int], size: int) -> Sums:
    """Return how much features speak for each kind, in a sentence of `size` words."""
    learned = weights()
    scale = math.sqrt(max(SHORT, size))
    return {
        kind: (before + added / scale) / STEPS
        for kind, before, added in zip(
            learned.kinds, learned.before, learned.features.sums(found), strict=True
        )
    }


def leaning_to_distress(sums: Sums, others: float) -> float:
    """Return how much more speaks for distress than for `others`, or nothing."""
    distress = joined(value for kind, value in sums.items() if kind in DISTRESS)
    return distress - joined([0.0, others])


def leaning_to_others(sums: Sums) -> float:
    """Return how much speaks for the kinds of talk that are no distress."""
    return joined(value for kind, value in sums.items() if kind not in DISTRESS)


def joined(values: Iterable[float]) -> float:
    """Return the sum of several that exclude each other, none of them beyond all measure."""
    return math.log(sum(math.exp(max(-MOST_SUM, min(value, MOST_SUM))) for value in values))


def loudest(found: Iterable[int], kind: Kind) -> list[str]:
    """Return the features that speak most for a kind, letters last, for who asks why."""
    learned = weights()
    place, known = learned.kinds.index(kind), learned.features
    spoken = {known.name(row): known.sums([row])[place] for row in found}
    names = sorted(
        (name for name, weight in spoken.items() if weight > 0),
        key=lambda name: (name.startswith(LETTERS), -spoken[name], name),
    )
    return [name.replace(" ", "") for name in names[:MOST_NAMED]]
