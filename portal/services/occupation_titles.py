"""Statistics Canada's files of example titles: what their columns and their words mean.

The elements of NOC 2021 as published (every example of a group, beside its duties and
requirements, which are passed over), or two columns, a code and a title.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from portal.data.letters import plain, squeezed
from portal.data.occupations import Name, occupations
from portal.data.sheets import meanings
from portal.i18n import _
from portal.models.occupation_names import NameSource
from portal.queries.occupation_names import AddedName
from portal.services import sheets
from portal.services.cells import Cells, at_most
from portal.services.columns import columns
from portal.services.faults import Reason, Wrong
from portal.services.sheets import Unreadable

COLUMNS = columns("occupation_titles", "noc", "example_title")
LONGEST_TITLE = 300
LOOKED_AT = 2_000  # titles, to know the language of a file
# Small words that only one of the languages has, to know a file by.
_SMALL = {
    "fr": frozenset(
        ("de", "du", "des", "la", "le", "les", "en", "à", "au", "aux", "pour", "d", "l")
    ),
    "en": frozenset(["of", "and", "the", "for", "in", "with", "on", "by"]),
}
_ENOUGH, _MUCH_MORE = 3, 4  # small words found, and how much more often than the other's
_WORD = re.compile(r"[^\W\d_]+")
_ALIKE = 3  # first letters that the two genders of a word share
_COUPLES = {("homme", "femme"), ("garcon", "fille"), ("man", "woman")}
_SUFFIX = re.compile(r"wom[ae]n\b")
_SIGNS = re.compile(r"^.*?(?=[,;)]*$)")  # all but the signs at the end


def read_title(cells: Cells, language: str) -> AddedName | None:
    """Return the title of a line, None for a line that holds no example; faults are in `cells`."""
    kind = cells.line.cells.get("element_type")
    if "element_type" in cells.headers and squeezed(kind or "") not in meanings("examples"):
        return None
    noc = cells.needed("noc", noc_code, "")
    title = cells.needed("example_title", at_most(LONGEST_TITLE), "")
    return AddedName(noc, language, both_genders(title, language), NameSource.STATISTICS_CANADA)


def noc_code(text: str) -> str:
    """Return five digits that are a unit group; a spreadsheet may have taken the zeros away."""
    code = text.strip().zfill(5)
    if code not in occupations():
        raise Wrong(Reason.NOT_AN_OCCUPATION, value=text[:40])
    return code


def titles(content: bytes, language: str) -> Iterator[AddedName]:
    """Yield the titles of a file that can be read, without its bad lines. Raises Unreadable."""
    sheet = sheets.read(content, COLUMNS)
    for line in sheet.lines():
        cells = Cells(line, sheet.headers)
        title = read_title(cells, language)
        if title is not None and not cells.faults:
            yield title


def language_of(content: bytes, said: str | None = None) -> str:
    """Return the language of a file's titles: what was `said`, else what they are written in.

    Raises Unreadable when it cannot be told, or when the file is clearly in the other one.
    """
    first = islice(titles(content, said or "fr"), LOOKED_AT)
    found = _small_words(title.name.masculine for title in first)
    for language, other in (("fr", "en"), ("en", "fr")):
        if found[language] >= _ENOUGH and found[language] > _MUCH_MORE * found[other]:
            if said not in (None, language):
                raise Unreadable(_wrong_language(language))
            return language
    if said is None:
        raise Unreadable(_("Say the language of the titles: --language fr or --language en."))
    return said


def _wrong_language(language: str) -> str:
    if language == "fr":
        return _("The titles of this file are in French: use --language fr.")
    return _("The titles of this file are in English: use --language en.")


def _small_words(texts: Iterable[str]) -> dict[str, int]:
    found = dict.fromkeys(_SMALL, 0)
    for text in texts:
        words = set(_WORD.findall(text.lower()))
        for language, small in _SMALL.items():
            found[language] += not words.isdisjoint(small)
    return found


def both_genders(title: str, language: str) -> Name:
    """Take an official title apart: "Directeur adjoint/directrice adjointe de banque".

    What follows the second form belongs to both. A title without two forms is its own feminine.
    """
    if "/" not in title:
        return Name(title, title)
    words, masculine, feminine = title.split(" "), list[str](), list[str]()
    place = 0
    while place < len(words):
        left, _slash, right = words[place].partition("/")
        repeated = _repeated(masculine, left, right, language) if right else 0
        said = " ".join([right, *words[place + 1 : place + repeated]])
        if repeated:
            first = [*masculine, left][-repeated]
            del feminine[len(feminine) + 1 - repeated :]
            feminine.append(_second_form(first, said))
            masculine.append(left + _SIGNS.sub("", said))
        else:
            masculine.append(words[place])
            feminine.append(words[place])
        place += max(1, repeated)
    joined = " ".join(feminine)
    return Name(" ".join(masculine), joined[:1].upper() + joined[1:])


def _repeated(before: list[str], left: str, right: str, language: str) -> int:
    """Return how many words, `left` and some `before` it, `right` begins to say again; or 0."""
    meant = _bare(right)
    if (plain(_bare(left)), plain(meant)) in _COUPLES or _SUFFIX.fullmatch(meant):
        return 1
    most = len(before) + 1 if language == "fr" else 1
    for number, word in enumerate([left, *reversed(before)][:most], start=1):
        if len(meant) >= _ALIKE and plain(_bare(word))[:_ALIKE] == plain(meant)[:_ALIKE]:
            return number
    return 0


def _second_form(first: str, said: str) -> str:
    """Return the feminine words; an elision stands before the `first` masculine one only."""
    if _SUFFIX.match(said) and first.endswith(("man", "men")):
        return first[:-3] + said  # "chairman/woman"
    elision = first[: len(first) - len(_bare(first))]
    return said if _bare(said) != said else elision + said


def _bare(word: str) -> str:
    """Return a word without an elision before it or a sign after it."""
    return re.split(r"['’(]", word)[-1].rstrip(",;)")
