"""What somebody types, to the occupations it may mean, best first. Pure: it asks no database."""

import re
from collections import defaultdict
from dataclasses import dataclass
from itertools import count
from operator import itemgetter

from portal.data.occupations import Name, Occupation, occupations
from portal.data.search_words import search_words
from portal.search.analysis import split
from portal.search.kept import Kept
from portal.search.names import HEADLINE, SMALL, Names, Phrase
from portal.search.spelling import Vocabulary, base

MOST_WORDS = 8
MOST_LETTERS = 100
OWN_LANGUAGE = 1.02  # breaks ties: a word of both languages means the reader's
UNKNOWN = 4.0  # how telling a word is that stands nowhere
WORTH_SHOWING = 0.1
BEST_SHARE = 0.4  # of the best score: what is further off is noise
SHORT_FORM = 0.92  # "prof" is a teacher, and still what the word itself begins
ALIKE, SURE_WORD = 0.7, 0.85  # "driver" for "operator", when "driver" is sure
JOINED = 0.95  # "data base" for "database"
SURE, LIKELY = 0.8, 0.5
ALL_SAID = 0.42  # of the score: the words that an occupation holds anywhere, not in one phrase
SPARE = 0.55  # of a phrase: what the query leaves unsaid of it
LEAST_HELD = 0.4  # of what the best phrase holds
ROOM = 160_000  # places of words that are kept, as the same words come again: about 14 MB
CODE = re.compile(r"(?:(?:CNP|NOC)\s*)?([0-9]{5})", re.I)
LEAST_SAID = 0.5  # of weight: "what to do" asks for a job, and names none
NEARLY = 0.3  # of the score: letters in common, and no more
NO_PHRASE: tuple[float, int | None] = (0.0, None)
SAME = 1.12  # the very words of a name
# Someone still typing: the occupation whose own name begins with these letters comes first.
BEGUN, BEGUN_LETTERS = 1.3, 4
MOST_GAINED = OWN_LANGUAGE * max(SAME, BEGUN)
_NUMBERS = count(1)


@dataclass(frozen=True, slots=True)
class Found:
    """An occupation that a query may mean, and how well it fits: from 0 to a little over 1."""

    occupation: Occupation
    score: float
    name: Name | None  # that the query met best, when it met a name, or what one does there

    def also(self, language: str) -> str:
        """The name that was met, both genders, or "" when the headline in `language` holds it.

        What one does there ("soigner les animaux") is met like a name, and is none.
        """
        job = self.occupation
        if self.name is None or self.name == job.names(language)[0]:
            return ""
        is_doing = self.name.masculine in (*job.doing("fr"), *job.doing("en"))
        return "" if is_doing else self.name.both

    @property
    def is_sure(self) -> bool:
        """Whether the query names this occupation, spelling and word order aside."""
        return self.score >= SURE

    @property
    def is_likely(self) -> bool:
        """Whether the query probably means this occupation, misspelt or in other words."""
        return self.score >= LIKELY


@dataclass(frozen=True, slots=True)
class _Holders:
    """Where one word of a query stands."""

    weight: float  # how telling it is
    phrases: dict[int, tuple[float, float]]  # how sure, and how telling there
    occupations: dict[str, float]  # how sure, anywhere


class Finder:
    """Answers from the names of all occupations."""

    def __init__(self, known: Names) -> None:
        """Answer from `known`."""
        self.number = next(_NUMBERS)  # what is remembered of its answers goes with it
        self._names = known
        self._known_words: Kept[tuple[str, bool, str], _Holders] = Kept(ROOM)

    @property
    def vocabulary(self) -> Vocabulary:
        """Every folded word of the names."""
        return self._names.vocabulary

    def find(self, text: str, language: str) -> list[Found]:
        """Return what `text` may mean, best first, for a reader of `language`.

        A code names its group. Words that resemble none get what they have letters in common
        with; nothing is left for what has no letters.
        """
        if coded := CODE.fullmatch(text.strip()):
            return [Found(o, 1.0, None) for o in [occupations().get(coded[1])] if o is not None]
        words = _asked(text)
        return self._meant(words, language) or self._meant(
            self._nearest_words(words), language, NEARLY
        )

    def _nearest_words(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """Return for each word the known one that has most of its letters."""
        near = (self._names.vocabulary.nearest(word) for word in words)
        return tuple(dict.fromkeys(word for word in near if word))

    def _meant(self, words: tuple[str, ...], language: str, share: float = 1.0) -> list[Found]:
        if not words:
            return []
        holders = self._all_holders(words)
        total = max(LEAST_SAID, sum(held.weight for held in holders))
        anywhere = self._anywhere(holders, total)
        best = self._best_phrases(holders, total, words, language)
        scores = {
            noc: (1 - ALL_SAID) * best.get(noc, NO_PHRASE)[0] + ALL_SAID * share
            for noc, share in anywhere.items()
        }
        floor = max(WORTH_SHOWING, BEST_SHARE * max(scores.values(), default=0.0))
        near = sorted((-score, noc) for noc, score in scores.items() if score >= floor)
        return [
            Found(occupations()[noc], -score * share, self._name(best.get(noc, NO_PHRASE)[1]))
            for score, noc in near
        ]

    def _name(self, number: int | None) -> Name | None:
        return None if number is None else self._names.phrases[number].name

    def _best_phrases(
        self, holders: list[_Holders], total: float, words: tuple[str, ...], language: str
    ) -> dict[str, tuple[float, int | None]]:
        """Return the score of the phrase of each occupation that meets the query best."""
        best: dict[str, tuple[float, int | None]] = {}
        bases = tuple(dict.fromkeys(base("\n".join(words)).split("\n")))
        phrases, get = self._names.phrases, best.get
        for number, fit in self._fits(holders, total).items():
            phrase = phrases[number]
            score = fit * phrase.worth
            least = get(phrase.noc, NO_PHRASE)[0]
            if score * MOST_GAINED <= least:  # most of them, of words that thousands hold
                continue
            if phrase.language == language:
                score *= OWN_LANGUAGE
            if phrase.bases == bases:
                score *= SAME
            elif phrase.worth == HEADLINE:
                score *= _begun(phrase, words)
            if score > least:
                best[phrase.noc] = (score, number)
        return best

    def _anywhere(self, holders: list[_Holders], total: float) -> dict[str, float]:
        """Return how much of the query each occupation holds, in any of its phrases."""
        shares: dict[str, float] = defaultdict(float)
        for held in holders:
            for noc, sure in held.occupations.items():
                shares[noc] += held.weight * sure / total
        return shares

    def _fits(self, holders: list[_Holders], total: float) -> dict[int, float]:
        """Return the phrases that hold much of the words, by how much of each the other covers."""
        asked: dict[int, float] = {}
        said: dict[int, float] = {}
        for held in holders:
            weight = held.weight / total
            if not asked:
                asked = {n: weight * sure for n, (sure, _telling) in held.phrases.items()}
                said = {n: telling for n, (_sure, telling) in held.phrases.items()}
                continue
            for number, (sure, telling) in held.phrases.items():
                asked[number] = asked.get(number, 0.0) + weight * sure
                said[number] = said.get(number, 0.0) + telling
        floor = LEAST_HELD * max(asked.values(), default=0.0)
        phrases, unsaid = self._names.phrases, 1 - SPARE
        # No pairs here: some thousands of them would have the garbage looked for again and again.
        fits: dict[int, float] = {}
        for number, share in asked.items():
            if share >= floor:
                held_of_it = said[number] / phrases[number].size
                fits[number] = share * (unsaid + SPARE * held_of_it) if held_of_it < 1.0 else share
        return fits

    def _all_holders(self, words: tuple[str, ...]) -> list[_Holders]:
        joined: dict[int, str] = {}
        for place in range(len(words) - 1):
            if (both := words[place] + words[place + 1]) in self._names.vocabulary:
                joined[place] = joined[place + 1] = both
        last = len(words) - 1
        return [
            self._holders(word, place == last, joined.get(place, ""))
            for place, word in enumerate(words)
        ]

    def _holders(self, word: str, is_last: bool, joined: str) -> _Holders:
        held = self._known_words.get((word, is_last, joined))
        if held is None:
            held = self._find_holders(word, is_last, joined)
            weight = len(held.phrases) + len(held.occupations)
            self._known_words.put((word, is_last, joined), held, weight)
        return held

    def _find_holders(self, word: str, is_last: bool, joined: str) -> _Holders:
        known = self._names
        meanings = self._meanings(word, is_last)
        if joined:
            meanings[known.base_of[joined]] = JOINED
        phrases: dict[int, tuple[float, float]] = {}
        places: dict[str, float] = {}
        for key, sure in sorted(meanings.items(), key=itemgetter(1)):
            phrases |= dict.fromkeys(known.postings[key], (sure, known.telling[key] * sure))
            for noc, worth in known.places[key].items():
                if sure * worth > places.get(noc, 0.0):
                    places[noc] = sure * worth
        return _Holders(self._weight(word, meanings), phrases, places)

    def _weight(self, word: str, meanings: dict[str, float]) -> float:
        if word in search_words().asking:
            return SMALL
        sure = [self._names.telling[key] for key, weight in meanings.items() if weight > 0.9]
        return max(0.5, min(sure)) if sure else UNKNOWN

    def _meanings(self, word: str, is_last: bool) -> dict[str, float]:
        """Return the bases that a word of the query may stand for, each with how sure that is."""
        known = self._names
        found: dict[str, float] = {}
        if (key := base(word)) in known.postings:
            found[key] = 0.97
        guesses = known.vocabulary.guesses(word, begun=is_last)
        for meant in search_words().short.get(word, ()):
            guesses[meant] = SHORT_FORM
        for guess, weight in guesses.items():
            if guess in known.base_of:
                key = known.base_of[guess]
                found[key] = max(weight, found.get(key, 0.0))
        for key, weight in list(found.items()):
            if weight >= SURE_WORD:
                for other in known.alike.get(key, ()):
                    found[other] = max(weight * ALIKE, found.get(other, 0.0))
        return found


def _asked(text: str) -> tuple[str, ...]:
    words = tuple(dict.fromkeys(split(text[:MOST_LETTERS])))[:MOST_WORDS]
    return tuple(word for word in words if word not in search_words().stop) or words[:1] * (
        len(words) == 1
    )


def _begun(phrase: Phrase, words: tuple[str, ...]) -> float:
    """Return what a headline gains from being half typed: "weld" means a welder first."""
    if len(words) > 1 or len(words[0]) < BEGUN_LETTERS:
        return 1.0
    return BEGUN if phrase.bases[0].startswith(words[0]) else 1.0
