"""The 516 unit groups of NOC 2021 and the sectors that students browse them by.

Codes, TEER and official titles: Statistics Canada, NOC 2021 version 1.0 (Open
Government Licence - Canada). RIASEC letters: ESDC, OaSIS 2023. Sectors,
descriptions and everyday names are this project's own.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path
from types import MappingProxyType

from portal.data.letters import plain
from portal.data.worded import Worded

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Name:
    """An everyday name; `feminine` equals `masculine` where the word has one form."""

    masculine: str
    feminine: str

    @property
    def both(self) -> str:
        """Both forms, feminine first: "infirmière, infirmier" (alphabetical is not kept)."""
        if self.masculine == self.feminine:
            return self.masculine
        return f"{self.feminine}, {self.masculine}"


@dataclass(frozen=True, slots=True)
class Sector(Worded):
    """A field of work, in the plain words of a student."""


@dataclass(frozen=True, slots=True)
class Occupation:
    """One unit group: what it is called officially and by everyone, and where it belongs."""

    noc: str  # five digits
    teer: int  # 0 management, 1 university, 2-3 college or apprenticeship, 4 secondary, 5 short
    sector: Sector
    riasec: str  # up to three letters, strongest first
    title_fr: str
    title_en: str
    about_fr: str
    about_en: str
    day_fr: str
    day_en: str
    names_fr: tuple[Name, ...]
    names_en: tuple[Name, ...]
    # For the finder alone, as the file has them: most processes never read these.
    doing_lines_fr: tuple[
        str, ...
    ]  # what is done there, and elsewhere hardly: "soigner les animaux"
    doing_lines_en: tuple[str, ...]
    wish_lines_fr: tuple[str, ...]  # what many jobs can answer: "sauver des vies"
    wish_lines_en: tuple[str, ...]
    more_lines_fr: tuple[str, ...]  # names of narrower jobs
    more_lines_en: tuple[str, ...]
    word_lines: tuple[str, ...]  # things, places and tools of the trade, in both languages

    def title(self, language: str) -> str:
        """The official title."""
        return self.title_fr if language == "fr" else self.title_en

    def about(self, language: str) -> str:
        """One sentence on what the person does."""
        return self.about_fr if language == "fr" else self.about_en

    def day(self, language: str) -> str:
        """One sentence on a day of it: where, with whom, with what."""
        return self.day_fr if language == "fr" else self.day_en

    def names(self, language: str) -> tuple[Name, ...]:
        """The everyday names; the first one is the headline."""
        return self.names_fr if language == "fr" else self.names_en

    def more(self, language: str) -> tuple[Name, ...]:
        """The names of narrower jobs, which only the finder reads."""
        lines = self.more_lines_fr if language == "fr" else self.more_lines_en
        return tuple(map(_name, _entries(lines)))

    def doing(self, language: str) -> tuple[str, ...]:
        """What one does there, with a verb: how a job is asked for that one cannot name."""
        return tuple(_entries(self.doing_lines_fr if language == "fr" else self.doing_lines_en))

    def wishes(self, language: str) -> tuple[str, ...]:
        """What somebody wants who has no job in mind, and finds here as in other places."""
        return tuple(_entries(self.wish_lines_fr if language == "fr" else self.wish_lines_en))

    @property
    def words(self) -> tuple[str, ...]:
        """The things, places and tools of the trade, in both languages."""
        return tuple(_entries(self.word_lines))

    def headline(self, language: str) -> str:
        """The plain name, both genders, with a capital: what pages and cards show."""
        text = self.names(language)[0].both
        return text[:1].upper() + text[1:]


@cache
def sectors() -> Mapping[str, Sector]:
    """Return every sector by its slug, in the order of the file."""
    with (FOLDER / "sectors.toml").open("rb") as file:
        rows = tomllib.load(file)
    return MappingProxyType({slug: Sector(slug, **row) for slug, row in rows.items()})


@cache
def occupations() -> Mapping[str, Occupation]:
    """Return every occupation by its NOC code, in the order of the codes."""
    paths = sorted((FOLDER / "occupations").glob("*.txt"))
    blocks = chain.from_iterable(_blocks(path.read_text("utf-8")) for path in paths)
    return MappingProxyType({block["noc"][0]: _occupation(block) for block in blocks})


@cache
def by_sector() -> Mapping[str, tuple[Occupation, ...]]:
    """Return the occupations of each sector slug, in the order of the codes."""
    rows: dict[str, list[Occupation]] = {slug: [] for slug in sectors()}
    for occupation in occupations().values():
        rows[occupation.sector.slug].append(occupation)
    return MappingProxyType({slug: tuple(found) for slug, found in rows.items()})


def name_key(name: str) -> str:
    """Return what two writings of a name have in common: case, accents and spaces do not count."""
    return " ".join(plain(name).replace("’", "'").split())


def _blocks(text: str) -> Iterator[dict[str, list[str]]]:
    """Yield the lines under each `[12345]`, by the word before their colon."""
    for block in text.split("\n[")[1:]:
        noc, _, lines = block.partition("]\n")
        found: dict[str, list[str]] = {"noc": [noc]}
        for line in lines.splitlines():
            key, _, value = line.partition(": ")
            found.setdefault(key, []).append(value)
        yield found


def _occupation(block: dict[str, list[str]]) -> Occupation:
    return Occupation(
        noc=block["noc"][0],
        teer=int(block["teer"][0]),
        sector=sectors()[block["sector"][0]],
        riasec=block["riasec"][0],
        title_fr=block["title_fr"][0],
        title_en=block["title_en"][0],
        about_fr=block["about_fr"][0],
        about_en=block["about_en"][0],
        day_fr=block["day_fr"][0],
        day_en=block["day_en"][0],
        names_fr=tuple(map(_name, block["fr"])),
        names_en=tuple(map(_name, block["en"])),
        doing_lines_fr=tuple(block.get("doing_fr", ())),
        doing_lines_en=tuple(block.get("doing_en", ())),
        wish_lines_fr=tuple(block.get("wish_fr", ())),
        wish_lines_en=tuple(block.get("wish_en", ())),
        more_lines_fr=tuple(block.get("more_fr", ())),
        more_lines_en=tuple(block.get("more_en", ())),
        word_lines=tuple(block.get("words", ())),
    )


def _entries(lines: Iterable[str]) -> Iterator[str]:
    return chain.from_iterable(line.split("; ") for line in lines)


def _name(text: str) -> Name:
    masculine, _, feminine = text.partition(" | ")
    return Name(masculine, feminine or masculine)
