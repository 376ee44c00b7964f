"""The names of occupations: what the board added, took away or imported, beside the shipped."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Row, exists, func, select

from portal.data.occupations import Name, Occupation, name_key, occupations
from portal.errors import not_found
from portal.extensions import db
from portal.i18n import LANGUAGES
from portal.models.boards import Board
from portal.models.occupation_names import NameSource, OccupationName
from portal.models.people import Person
from portal.policies import occupation_names as policy

MOST_CHANGED = 100  # occupations that the overview lists


@dataclass(frozen=True, slots=True)
class AddedName:
    """A name that the portal does not ship."""

    noc: str
    language: str
    name: Name
    source: NameSource


@dataclass(frozen=True, slots=True)
class BoardNames:
    """All that the finder reads beside what the portal ships, as of one `stamp` of the board."""

    stamp: str = ""
    added: tuple[AddedName, ...] = ()
    removed: frozenset[tuple[str, str, str]] = frozenset()  # NOC, language, `name_key`

    @property
    def changes_nothing(self) -> bool:
        """Whether the shipped names are all there is."""
        return not self.added and not self.removed


NO_NAMES = BoardNames()


class Origin(StrEnum):
    """Where a name on the page comes from."""

    SHIPPED = "shipped"
    BOARD = "board"
    STATISTICS_CANADA = "statistics_canada"


@dataclass(frozen=True, slots=True)
class NameRow:
    """One name of an occupation."""

    name: Name
    origin: Origin
    is_headline: bool = False  # that pages show: it stays


@dataclass(frozen=True, slots=True)
class LanguageNames:
    """The names of an occupation in one language."""

    language: str
    everyday: Sequence[NameRow]  # shipped, then the board's own
    official: Sequence[NameRow]  # imported
    taken_away: Sequence[NameRow]


@dataclass(frozen=True, slots=True)
class NamesPage:
    """An occupation and all that it is found by."""

    occupation: Occupation
    languages: Sequence[LanguageNames]


@dataclass(frozen=True, slots=True)
class ChangedOccupation:
    """An occupation whose names the board changed by hand."""

    occupation: Occupation
    added: int
    taken_away: int


@dataclass(frozen=True, slots=True)
class NamesOverview:
    """What the board changed, and what it imported."""

    imported: Mapping[str, int]  # by language
    changed: Sequence[ChangedOccupation]
    changed_count: int  # of occupations, those beyond the list too


_ALL = select(
    OccupationName.noc,
    OccupationName.language,
    OccupationName.masculine,
    OccupationName.feminine,
    OccupationName.source,
    OccupationName.removed,
).order_by(OccupationName.id)


def board_names() -> BoardNames:
    """Return all names that the board keeps, for the finder: nothing personal is in them."""
    connection = db.session.connection()
    stamp = connection.scalar(select(Board.names_stamp)) or ""
    return _gathered(stamp, connection.execute(_ALL.execution_options(yield_per=1000)))


def hand_names() -> BoardNames:
    """Return what the board added and took away by hand, for pages that anybody reads.

    The imported titles are left out: an occupation has hundreds of them. One statement.
    """
    by_hand = (OccupationName.source == NameSource.BOARD) | OccupationName.removed
    return _gathered("", db.session.execute(_ALL.where(by_hand)))


def has_own_names() -> bool:
    """Say whether the board keeps any name, or any word that one was taken away."""
    return bool(db.session.scalar(select(exists(select(OccupationName.id)))))


def names_page(viewer: Person, noc: str) -> NamesPage:
    """Return all names of one occupation. Raises NotFound for an unknown code and for others."""
    policy.check_managed_by(viewer)
    occupation = occupations().get(noc) or not_found("occupation", noc)
    wanted = _ALL.where(OccupationName.noc == noc)
    rows = [
        (language, Name(masculine, feminine), Origin(source.value), removed)
        for _noc, language, masculine, feminine, source, removed in db.session.execute(wanted)
    ]
    return NamesPage(
        occupation,
        [
            _of_language(occupation, language, [row[1:] for row in rows if row[0] == language])
            for language in LANGUAGES
        ],
    )


def names_overview(viewer: Person) -> NamesOverview:
    """Return what was imported and which occupations were changed by hand. Raises NotFound."""
    policy.check_managed_by(viewer)
    counted = select(
        OccupationName.language, OccupationName.noc, OccupationName.removed, func.count()
    ).group_by(OccupationName.language, OccupationName.noc, OccupationName.removed)
    official = OccupationName.source == NameSource.STATISTICS_CANADA
    imported = dict.fromkeys(LANGUAGES, 0)
    for language, _noc, removed, number in db.session.execute(counted.where(official)):
        imported[language] += 0 if removed else number
    by_noc: dict[str, list[int]] = {}
    by_hand = counted.where(~official | OccupationName.removed)
    for _language, noc, removed, number in db.session.execute(by_hand):
        by_noc.setdefault(noc, [0, 0])[removed] += number
    known = sorted(noc for noc in by_noc if noc in occupations())
    changed = [ChangedOccupation(occupations()[noc], *by_noc[noc]) for noc in known[:MOST_CHANGED]]
    return NamesOverview(imported, changed, len(known))


def shipped_names(occupation: Occupation, language: str) -> Iterator[Name]:
    """Yield the names that the portal ships, the headline first."""
    yield from occupation.names(language)
    yield from occupation.more(language)


def _gathered(stamp: str, rows: Iterable[Row[str, str, str, str, NameSource, bool]]) -> BoardNames:
    added: list[AddedName] = []
    removed: set[tuple[str, str, str]] = set()
    for noc, language, masculine, feminine, source, is_removed in rows:
        if is_removed:
            removed.add((noc, language, name_key(masculine)))
        else:
            other = masculine if feminine == masculine else feminine  # kept once: there are 50,000
            added.append(AddedName(noc, language, Name(masculine, other), source))
    return BoardNames(stamp, tuple(added), frozenset(removed))


def _of_language(
    occupation: Occupation, language: str, own: Sequence[tuple[Name, Origin, bool]]
) -> LanguageNames:
    removed = {name_key(name.masculine): name for name, _origin, gone in own if gone}
    shipped: list[NameRow] = []
    away: list[NameRow] = []
    for place, name in enumerate(shipped_names(occupation, language)):
        is_away = place > 0 and name_key(name.masculine) in removed
        row = NameRow(name, Origin.SHIPPED, is_headline=place == 0)
        (away if is_away else shipped).append(row)
    told = {name_key(row.name.masculine) for row in (*shipped, *away)}
    away += [
        NameRow(name, origin)
        for name, origin, gone in own
        if gone and name_key(name.masculine) not in told
    ]
    kept = [NameRow(name, origin) for name, origin, gone in own if not gone]
    official = [row for row in kept if row.origin is Origin.STATISTICS_CANADA]
    return LanguageNames(
        language,
        everyday=[*shipped, *(row for row in kept if row.origin is Origin.BOARD)],
        official=sorted(official, key=lambda row: name_key(row.name.masculine)),
        taken_away=away,
    )
