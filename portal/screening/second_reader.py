"""A second reader for the risky talk that no list foresaw: cues that add up (R6, R9, R15).

It speaks only where the lists are silent. Distress has two tiers: a sum that leaves no doubt
holds the text; one that only worries is noted: nobody's words are stopped on a doubt, but a
person looks. The other kinds of talk have one tier, from which a text is held.
"""

import math
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import islice, pairwise

from portal.data.cues import weights
from portal.screening.cues import Sentence, placed_cues, sentences
from portal.screening.findings import DISTRESS, Finding, Kind, Severity
from portal.screening.folding import Folded

NEAR = 8  # words from a cue to the next that it is read with
SHORT = 5  # words: a sentence of fewer weighs as if it had as many
MOST_SENTENCES = 20  # of one text; what comes later is left to the lists
MOST_NAMED = 3  # of the features that a rule names
MOST_SUM = 50.0

Sums = Mapping[str, float]  # by kind: how much speaks for it; 0 is as likely as nothing


def read_again(folded: Folded) -> Iterator[Finding]:
    """Yield the sentences that are risky, as the sum of their cues says."""
    for sentence in islice(sentences(folded), MOST_SENTENCES):
        found = features(sentence)
        for kind, severity in judged(summed(found, len(sentence.words))):
            rule = f"cues.{kind}:{'+'.join(loudest(found, kind))}"
            yield folded.finding(kind, (sentence.start, sentence.end), severity, rule)


def judged(sums: Sums) -> Iterator[tuple[Kind, Severity]]:
    """Yield the kinds that the sums speak for loudly enough: one of distress, one other."""
    scale = weights()
    distress = {kind: value for kind, value in sums.items() if kind in DISTRESS}
    others = {kind: value for kind, value in sums.items() if kind not in DISTRESS}
    lean = leaning_to_distress(sums)
    if lean > scale.worries:
        kind = max(distress, key=distress.__getitem__)
        yield Kind(kind), Severity.HIGH if lean > scale.clear else Severity.NOTED
    if leaning_to_others(sums) > scale.held:
        yield Kind(max(others, key=others.__getitem__)), Severity.MEDIUM


def features(sentence: Sentence) -> set[str]:
    """Return what is weighed in a sentence: cues, those that follow each other, words."""
    words, placed = sentence.words, placed_cues(sentence.words)
    found = {f"={word}" for word in words}.union(*placed)
    found.update(f"={first} {second}" for first, second in pairwise(words))
    for place, here in enumerate(placed):
        for there in placed[place + 1 : place + 1 + NEAR] if here else ():
            found |= followed(here, there)
    return found


@lru_cache(maxsize=8_192)
def followed(here: frozenset[str], there: frozenset[str]) -> frozenset[str]:
    """Return the features that cues and those of a later word make."""
    return frozenset(f"{first} > {second}" for first in here for second in there)


def summed(found: Iterable[str], size: int) -> Sums:
    """Return how much features speak for each kind, in a sentence of `size` words."""
    learned = weights()
    known = learned.features
    columns = zip(learned.before, *(known[name] for name in found if name in known), strict=True)
    root = math.sqrt(max(SHORT, size))
    return {
        kind: before + sum(spoken) / root
        for kind, (before, *spoken) in zip(learned.kinds, columns, strict=True)
    }


def leaning_to_distress(sums: Sums) -> float:
    """Return how much more speaks for distress than for anything else, or nothing."""
    others = leaning_to_others(sums)
    distress = joined(value for kind, value in sums.items() if kind in DISTRESS)
    return distress - joined([0.0, others])


def leaning_to_others(sums: Sums) -> float:
    """Return how much speaks for the kinds of talk that are no distress."""
    return joined(value for kind, value in sums.items() if kind not in DISTRESS)


def joined(values: Iterable[float]) -> float:
    """Return the sum of several that exclude each other, none of them beyond all measure."""
    return math.log(sum(math.exp(max(-MOST_SUM, min(value, MOST_SUM))) for value in values))


def loudest(found: Iterable[str], kind: Kind) -> list[str]:
    """Return the features that speak most for a kind, for who asks why."""
    learned = weights()
    place, known = learned.kinds.index(kind), learned.features
    spoken = sorted((-known[name][place], name) for name in found if name in known)
    return [name.replace(" ", "") for weight, name in spoken[:MOST_NAMED] if weight < 0]
