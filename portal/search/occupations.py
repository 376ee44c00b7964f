"""The occupation finder: what somebody types, to the occupations it may mean, best first.

Everything stands in memory, built once a process from what the portal ships:
official titles, everyday names, sectors and descriptions, in both languages
and both genders. It asks the database nothing.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from math import log
from operator import itemgetter

from portal.data.occupations import Occupation, occupations
from portal.data.search_words import search_words
from portal.search.analysis import asked_words, is_telling, split, stem
from portal.search.spelling import Vocabulary

MOST_WORDS = 8
MOST_LETTERS = 100
# What a phrase counts: a name is what it is called, a description only hints.
HEADLINE, NAME, TITLE, SECTOR, ABOUT = 1.03, 1.0, 0.98, 0.62, 0.6
WHOLE = 0.85  # of all that is said of it: words that no single name holds together
OWN_LANGUAGE = 1.02  # breaks ties: a word of both languages means the reader's
UNKNOWN = 6.0  # how telling a word is that stands nowhere
WORTH_SHOWING = 0.1
BEST_SHARE = 0.55  # of the best score: what is further off is noise
SHORT_FORM = 0.92  # "prof" is a teacher, and still what the word itself begins
SURE, LIKELY = 0.8, 0.5
# Someone still typing: the occupation whose own name begins with these letters comes first.
BEGUN, BEGUN_LETTERS = 1.3, 4


@dataclass(frozen=True, slots=True)
class Found:
    """An occupation that a query may mean, and how well it fits: from 0 to a little over 1."""

    occupation: Occupation
    score: float

    @property
    def is_sure(self) -> bool:
        """Whether the query names this occupation, spelling and word order aside."""
        return self.score >= SURE

    @property
    def is_likely(self) -> bool:
        """Whether the query probably means this occupation, misspelt or in other words."""
        return self.score >= LIKELY


@dataclass(frozen=True, slots=True)
class _Phrase:
    noc: str
    language: str
    worth: float
    words: tuple[str, ...]  # folded


class Finder:
    """Every phrase by the stems of its words, with how telling each stem is."""

    def __init__(self) -> None:
        """Read every occupation; takes about a second."""
        self._phrases = list(_phrases())
        self._postings: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._stems: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for number, phrase in enumerate(self._phrases):
            for key in {(phrase.language, stem(w, phrase.language)) for w in phrase.words}:
                self._postings[key].append(number)
            for word in phrase.words:
                self._stems[word].add((phrase.language, stem(word, phrase.language)))
        self._vocabulary = Vocabulary(self._stems)
        total = len(self._phrases)
        self._telling = {k: log(total / len(found)) for k, found in self._postings.items()}
        self._sizes = [
            sum(self._telling[key] for key in {(p.language, stem(w, p.language)) for w in p.words})
            for p in self._phrases
        ]
        self._meanings = lru_cache(maxsize=4096)(self._find_meanings)
        self._holders = lru_cache(maxsize=256)(self._find_holders)  # the same words come again

    def find(self, text: str, language: str) -> list[Found]:
        """Return what `text` may mean, best first, for a reader of `language`."""
        words = asked_words(text[:MOST_LETTERS])[:MOST_WORDS]
        if not words:
            return []
        scores: dict[str, float] = {}
        for number, fit in self._score(words).items():
            phrase = self._phrases[number]
            own = OWN_LANGUAGE if phrase.language == language else 1.0
            score = fit * phrase.worth * own * _begun(phrase, words)
            if score > scores.get(phrase.noc, WORTH_SHOWING):
                scores[phrase.noc] = score
        best = max(scores.values(), default=0.0)
        near = [(noc, score) for noc, score in scores.items() if score >= best * BEST_SHARE]
        near.sort(key=lambda pair: (-pair[1], pair[0]))
        return [Found(occupations()[noc], score) for noc, score in near]

    def _score(self, words: tuple[str, ...]) -> dict[int, float]:
        """Return the phrases that hold some of `words`, by how much of each the other covers."""
        weights = [self._weight(word) for word in words]
        asked: dict[int, float] = defaultdict(float)
        held: dict[int, float] = defaultdict(float)
        for word, weight in zip(words, weights, strict=True):
            for number, (sure, telling) in self._holders(word).items():
                asked[number] += weight * sure
                held[number] += telling
        total = sum(weights)
        return {
            n: share / total * (0.6 + 0.4 * min(1.0, held[n] / self._sizes[n]))
            for n, share in asked.items()
        }

    def _find_holders(self, word: str) -> dict[int, tuple[float, float]]:
        """Return the phrases that hold what `word` may mean: how sure, and how telling."""
        best: dict[int, tuple[float, float]] = {}
        for key, sure in sorted(self._meanings(word).items(), key=itemgetter(1)):
            best |= dict.fromkeys(self._postings[key], (sure, self._telling[key] * sure))
        return best

    def _weight(self, word: str) -> float:
        keys = self._meanings(word)
        sure = [self._telling[key] for key, weight in keys.items() if weight > 0.9]
        return max(1.0, min(sure)) if sure else UNKNOWN

    def _find_meanings(self, word: str) -> dict[tuple[str, str], float]:
        """Return the stems that a word of the query may stand for, each with how sure that is."""
        found: dict[tuple[str, str], float] = {}
        for language in ("fr", "en"):
            if (key := (language, stem(word, language))) in self._postings:
                found[key] = 0.93
        guesses = self._vocabulary.guesses(word)
        for meant in search_words().short.get(word, ()):
            guesses[meant] = SHORT_FORM
        for guess, weight in guesses.items():
            for key in self._stems.get(guess, ()):
                found[key] = max(weight, found.get(key, 0.0))
        return found


def _begun(phrase: _Phrase, words: tuple[str, ...]) -> float:
    """Return what a headline gains from being half typed: "weld" means a welder first."""
    if len(words) > 1 or len(words[0]) < BEGUN_LETTERS or phrase.worth != HEADLINE:
        return 1.0
    name = phrase.words[0]
    return BEGUN if name.startswith(words[0]) and name != words[0] else 1.0


@cache
def finder() -> Finder:
    """Return the finder of this process, made at the first use."""
    return Finder()


def suggest(text: str, language: str, *, limit: int = 10) -> list[Occupation]:
    """Return at most `limit` occupations that `text` may mean, best first."""
    return [found.occupation for found in finder().find(text, language)[:limit]]


def _phrases() -> Iterator[_Phrase]:
    for occupation in occupations().values():
        for language in ("fr", "en"):
            for text, worth in dict(_texts(occupation, language)).items():
                if words := tuple(word for word in split(text) if is_telling(word)):
                    yield _Phrase(occupation.noc, language, worth, words)
            whole = " \n ".join(text for text, _worth in _texts(occupation, language))
            words = tuple(dict.fromkeys(word for word in split(whole) if is_telling(word)))
            yield _Phrase(occupation.noc, language, WHOLE, words)


def _texts(occupation: Occupation, language: str) -> Iterator[tuple[str, float]]:
    yield occupation.about(language), ABOUT
    yield occupation.sector.name(language), SECTOR
    yield from ((title, TITLE) for title in _title_forms(occupation.title(language)))
    for position, name in reversed(list(enumerate(occupation.names(language)))):
        worth = NAME if position else HEADLINE
        yield name.feminine, worth
        yield name.masculine, worth


def _title_forms(title: str) -> list[str]:
    """Split an official "Directeurs/directrices des soins" into one phrase a gender."""
    words = title.split()
    if not any("/" in word for word in words):
        return [title]
    return [
        " ".join(word.split("/")[min(side, word.count("/"))] for word in words) for side in (0, 1)
    ]


def related(occupation: Occupation, *, limit: int = 6) -> list[Occupation]:
    """Return occupations that resemble this one: of its sector first, then by shared interests."""

    def likeness(other: Occupation) -> tuple[bool, int, int]:
        shared = len(set(occupation.riasec) & set(other.riasec))
        return other.sector is occupation.sector, shared, -abs(other.teer - occupation.teer)

    others = [o for o in occupations().values() if o is not occupation]
    near = [o for o in others if likeness(o)[0] or set(o.riasec) == set(occupation.riasec)]
    return sorted(near, key=likeness, reverse=True)[:limit]
