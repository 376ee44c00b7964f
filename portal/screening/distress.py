"""A second reader for the distress that no list foresaw: cues that add up (R15).

It speaks only where the lists saw no distress. A sum that leaves no doubt holds the text;
one that only worries is noted: nobody's words are stopped on a doubt, but a person looks.
"""

import math
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from portal.data.distress import weights
from portal.screening.cues import Sentence, placed_cues, sentences
from portal.screening.findings import Finding, Kind, Severity
from portal.screening.folding import Folded

NEAR = 8  # words from a cue to the next that it is read with
SHORT = 5  # words: a sentence of fewer weighs as if it had as many
MOST_SENTENCES = 20  # of one text; what comes later is left to the lists
MOST_NAMED = 3  # of the features that a rule names
MOST_SUM = 50.0


def find_distress(folded: Folded) -> Iterator[Finding]:
    """Yield the sentences that worry or leave no doubt, as the sum of their cues says."""
    scale = weights()
    for sentence in islice(sentences(folded), MOST_SENTENCES):
        found = features(sentence)
        sums = summed(found, len(sentence.words))
        lean = leaning(sums)
        if lean > scale.worries:
            place = sums.index(max(sums))
            kind = (Kind.SELF_HARM, Kind.DISCLOSURE)[place]
            severity = Severity.HIGH if lean > scale.clear else Severity.NOTED
            rule = f"cues.{kind}:{'+'.join(loudest(found, place))}"
            yield folded.finding(kind, (sentence.start, sentence.end), severity, rule)


def features(sentence: Sentence) -> set[str]:
    """Return what is weighed in a sentence: its cues, those that follow each other, its words."""
    placed = placed_cues(sentence.words)
    found = {f"={word}" for word in sentence.words}.union(*placed)
    for place, here in enumerate(placed):
        for there in placed[place + 1 : place + 1 + NEAR] if here else ():
            found |= followed(here, there)
    return found


@lru_cache(maxsize=8_192)
def followed(here: frozenset[str], there: frozenset[str]) -> frozenset[str]:
    """Return the features that cues and those of a later word make."""
    return frozenset(f"{first} > {second}" for first in here for second in there)


def summed(found: set[str], size: int) -> tuple[float, float]:
    """Return how much features speak for self-harm and for a disclosure, in `size` words."""
    learned = weights()
    spoken = [learned.features[name] for name in found if name in learned.features]
    root = math.sqrt(max(SHORT, size))
    self_harm = learned.before[0] + sum(weight[0] for weight in spoken) / root
    return self_harm, learned.before[1] + sum(weight[1] for weight in spoken) / root


def leaning(sums: tuple[float, float]) -> float:
    """Return how much a sentence leans to distress of either kind: 0 is as likely as not."""
    return math.log(sum(math.exp(min(each, MOST_SUM)) for each in sums) + math.exp(-MOST_SUM))


def loudest(found: set[str], place: int) -> list[str]:
    """Return the features that speak most for the kind at `place`, for who asks why."""
    learned = weights().features
    spoken = sorted((-learned[name][place], name) for name in found if name in learned)
    return [name.replace(" ", "") for weight, name in spoken[:MOST_NAMED] if weight < 0]
