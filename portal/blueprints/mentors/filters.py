"""The filters of the directory, as the address holds them and as the page words them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any

from babel import Locale
from flask import url_for
from flask_babel import format_decimal
from werkzeug.datastructures import MultiDict

from portal.data.occupations import occupations, sectors
from portal.data.regions import regions
from portal.i18n import LOCALES, _, language
from portal.models.mentors import TrainingPath
from portal.search.analysis import split
from portal.search.mentors import FULL_TOO, YES, MentorQuery, MentorResults
from portal.web.paging import page_number

LONGEST_TEXT = 200
MOST_TYPED = 10 * LONGEST_TEXT
MOST_OCCUPATIONS = 25  # in the list: those with most mentors; the box finds the others


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a filter, with how many mentors it would leave."""

    value: str
    label: str
    count: int
    chosen: bool

    @property
    def text(self) -> str:
        """What the list shows: the value and its count."""
        return _counted(self.label, self.count)


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter: its parameter, what it is called, its values."""

    name: str
    label: str
    options: list[Option]
    help: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """A filter that is on or off: its parameter and the value that turns it on."""

    name: str
    value: str
    text: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in use, and the address of the same search without it."""

    label: str
    address: str


def _counted(label: str, count: int) -> str:
    # Babel takes longer over a small number than the whole search.
    return f"{label} ({count if count < 1000 else format_decimal(count)})"


def path_names() -> Mapping[TrainingPath, str]:
    """Name every training path in the reader's language."""
    return _path_names(language())


@cache
def _path_names(_reader: str) -> Mapping[TrainingPath, str]:
    return {
        TrainingPath.ON_THE_JOB: _("Learned on the job"),
        TrainingPath.DEP: _("Vocational training (DVS)"),
        TrainingPath.DEC: _("College diploma (DCS)"),
        TrainingPath.BACHELOR: _("Bachelor's degree"),
        TrainingPath.GRADUATE: _("Graduate studies"),
    }


@lru_cache(maxsize=1024)
def language_names(codes: tuple[str, ...], reader: str) -> str:
    """Name languages for a reader of "fr" or "en": "français, anglais"; an unknown code stays."""
    return ", ".join(_language_names(reader).get(code, code) for code in codes)


def read(given: MultiDict[str, str]) -> MentorQuery:
    """Return the search of an address; a value that means nothing is left out, not refused."""
    return MentorQuery(
        text=_readable(given.get("q", "")),
        page=page_number(),
        **{name: _known(name, given.getlist(name)) for name in _KNOWN},
    )


def address(query: MentorQuery) -> str:
    """Return the address of a search: only what it uses, the page unless it is the first."""
    page = query.page if query.page > 1 else None
    used: dict[str, Any] = {"q": query.text or None, **query.filters, "page": page}
    return url_for("mentors.search", **used)


def to_save(query: MentorQuery, results: MentorResults) -> dict[str, str]:
    """Return the parameters of a search as it is kept, {} for one that asks for nothing.

    Kept for long, "near" is the region itself when there is one; whoever comes has room.
    """
    asked = {"q": query.text} if query.text else {}
    asked |= {n: v for n, v in query.filters.items() if n not in ("near", "available")}
    if query.near and query.region is None and len(results.home.regions) == 1:
        asked["region"] = min(results.home.regions)
    return asked


def chips(query: MentorQuery) -> list[Chip]:
    """List the filters in use, each with the address that drops it."""
    return [
        Chip(_label(name, value, language()), address(_without(query, name)))
        for name, value in query.filters.items()
    ]


def _without(query: MentorQuery, name: str) -> MentorQuery:
    changes: dict[str, Any] = {name: None, "page": 1}
    return replace(query, **changes)


def filters(query: MentorQuery, results: MentorResults) -> list[Filter]:
    """List the filters that are chosen from a list, with what each value would leave."""
    named = {
        "sector": _("Sector"),
        "occupation": _("Occupation"),
        "region": _("Region"),
        "path": _("Training"),
        "language": _("Language of exchange"),
    }
    return [
        Filter(n, label, _options(n, query, results), _help(n, results))
        for n, label in named.items()
    ]


def boxes(query: MentorQuery, results: MentorResults) -> list[Box]:
    """List the filters that are on or off; one that would change nothing is left out."""
    found: list[Box] = []
    for name, value in (("near", YES), ("newcomers", YES), ("available", FULL_TOO)):
        number, chosen = results.counts[name].get(value, 0), getattr(query, name) == value
        if chosen or number > (results.total if name == "available" else 0):
            text = _counted(_label(name, value, language()), number)
            found.append(Box(name, value, text, chosen))
    return found


def _help(name: str, results: MentorResults) -> str:
    if name != "occupation" or len(results.counts[name]) <= MOST_OCCUPATIONS:
        return ""
    return str(_("The most frequent ones. The box above finds all of them."))


def _options(name: str, query: MentorQuery, results: MentorResults) -> list[Option]:
    chosen, counts, reader = getattr(query, name), dict(results.counts[name]), language()
    if name == "occupation" and len(counts) > MOST_OCCUPATIONS:
        most = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_OCCUPATIONS]
        counts = dict(most) | ({chosen: counts[chosen]} if chosen in counts else {})
    if chosen is not None:
        counts.setdefault(chosen, 0)
    if name == "language":  # the most spoken first
        values = sorted(counts, key=counts.__getitem__, reverse=True)
    else:
        values = sorted(counts, key=lambda value: _place(name, value, reader))
    return [Option(v, _label(name, v, reader), counts[v], v == chosen) for v in values]


# Folding and wording sixty labels at each request took an eighth of it.
@lru_cache(maxsize=1024)
def _place(name: str, value: str, reader: str) -> tuple[int, str]:
    if name == "path":
        return list(TrainingPath).index(TrainingPath(value)), ""
    return 0, value if name == "region" else " ".join(split(_label(name, value, reader)))


@lru_cache(maxsize=1024)
def _label(name: str, value: str, reader: str) -> str:
    if name == "sector":
        return sectors()[value].name(reader) if value in sectors() else value
    if name == "region":
        return regions().get(value, value)
    if name == "path":
        return _path_names(reader)[TrainingPath(value)]
    if name == "occupation":
        return occupations()[value].headline(reader) if value in occupations() else value
    return _of_box(name) or language_names((value,), reader)


def _of_box(name: str) -> str:
    words = {
        "near": _("Works in the region of my school"),
        "newcomers": _("Gladly answers people new to Quebec"),
        "available": _("Show also mentors who answer as many students as they can"),
    }
    return str(words.get(name, ""))


def _readable(typed: str) -> str:
    """Return what was typed without what no page may hold, such as control characters."""
    kept = "".join(letter if letter.isprintable() else " " for letter in typed[:MOST_TYPED])
    return kept.strip()[:LONGEST_TEXT]


def _known(name: str, values: list[str]) -> str | None:
    return next((value for value in values if _KNOWN[name](value)), None)


@cache
def _language_names(reader: str) -> Mapping[str, str]:
    return dict(Locale.parse(LOCALES[reader]).languages)


_KNOWN: Mapping[str, Callable[[str], bool]] = {
    "sector": lambda value: value in sectors(),
    "region": lambda value: value in regions(),
    "path": lambda value: value in {path.value for path in TrainingPath},
    "language": lambda value: value in _language_names("en"),
    "occupation": lambda value: value in occupations(),
    "near": lambda value: value == YES,
    "newcomers": lambda value: value == YES,
    # "1", room left, is what everyone sees since decision 0023: it changes nothing.
    "available": lambda value: value == FULL_TOO,
}
