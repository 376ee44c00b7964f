"""Demo schools and class groups."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, product
from random import Random

from portal import clock
from portal.data.regions import regions
from portal.demo.rows import Rows
from portal.models.class_groups import ClassGroup
from portal.models.schools import School
from portal.models.students import Level

YOUTH = (Level.SEC1, Level.SEC2, Level.SEC3, Level.SEC4, Level.SEC5)
GROUP_SIZE = 30

KINDS = ("École secondaire", "École", "Polyvalente", "École internationale")
OTHER_KINDS = ("Centre de formation professionnelle", "Centre d’éducation des adultes")
NAMES = (
    "de l’Envol",
    "du Grand-Pin",
    "des Trois-Ruisseaux",
    "de la Pointe-aux-Outardes",
    "du Vieux-Moulin",
    "des Hautes-Marées",
    "de la Falaise",
    "Marie-Anne-Lavallée",
    "Joseph-Octave-Morin",
    "des Cascades",
    "du Bout-du-Lac",
    "de l’Estran",
    "des Érables-Rouges",
    "du Phare",
    "de la Rivière-Claire",
    "Gabrielle-Hébert",
    "des Bâtisseuses",
    "du Carrefour",
    "de la Montée",
    "des Aurores",
    "du Harfang",
    "de la Passerelle",
    "des Sentiers",
    "Émile-Arsenault",
    "du Fleuve",
    "de la Clairière",
)
PLACES = (
    "Sainte-Rose-du-Cap",
    "Val-Marin",
    "Rivière-aux-Cèdres",
    "Saint-Éphrem-sur-le-Lac",
    "L’Anse-aux-Goélands",
    "Mont-Brûlé",
    "Pointe-Claire-du-Nord",
    "Grand-Portage",
    "Saint-Alban-des-Monts",
    "Lac-aux-Huards",
)


@dataclass(frozen=True, slots=True)
class DemoSchool:
    """A school of the demo, with its groups by level as (identifier, students so far)."""

    id: int
    region: str
    levels: tuple[Level, ...]


def add_schools(rows: Rows, rng: Random, count: int) -> list[DemoSchool]:
    """Add `count` schools over all regions and return them."""
    names = islice(_names(rng), count)
    places = list(regions())
    return [_add_school(rows, i, name, places[i % 17]) for i, name in enumerate(names, 1)]


def _names(rng: Random) -> Iterator[tuple[str, str, str]]:
    """Give kind, name and place, each combination once, youth schools far more often."""
    youth = list(product(KINDS, NAMES, PLACES))
    other = list(product(OTHER_KINDS, NAMES, PLACES))
    rng.shuffle(youth)
    rng.shuffle(other)
    for number in range(len(youth)):
        yield other[number] if number % 6 == 5 else youth[number]


def _add_school(rows: Rows, number: int, name: tuple[str, str, str], region: str) -> DemoSchool:
    kind, own, place = name
    levels: tuple[Level, ...] = YOUTH
    if kind in OTHER_KINDS:
        levels = (Level.VOCATIONAL,) if "professionnelle" in kind else (Level.ADULT,)
    rows.add(
        School,
        id=number,
        code=f"{900_000 + number}",
        name=f"{kind} {own}",
        municipality=place,
        region=region,
        network="public",
        website=None,
        secondary=levels is YOUTH,
        vocational=Level.VOCATIONAL in levels,
        adult=Level.ADULT in levels,
        imported_at=clock.now(),
    )
    return DemoSchool(number, region, levels)


class ClassGroups:
    """Hands out class groups of one school year, a new one when the last is full."""

    def __init__(self, rows: Rows, school_year: int) -> None:
        self._rows = rows
        self._year = school_year
        self._last: dict[tuple[int, Level], tuple[int, int, int]] = {}
        self._count = 0
        self.of_school: dict[int, list[int]] = {}

    def place(self, school: DemoSchool, level: Level) -> int:
        """Return the identifier of a group of that level with a place left, and take it."""
        group_id, ordinal, taken = self._last.get((school.id, level), (0, 0, GROUP_SIZE))
        if taken >= GROUP_SIZE:
            group_id, ordinal, taken = self._open(school, level, ordinal + 1), ordinal + 1, 0
        self._last[school.id, level] = (group_id, ordinal, taken + 1)
        return group_id

    def _open(self, school: DemoSchool, level: Level, ordinal: int) -> int:
        self._count += 1
        prefix = level.value[-1] if level in YOUTH else {"adult": "A"}.get(level.value, "P")
        self._rows.add(
            ClassGroup,
            id=self._count,
            school_id=school.id,
            school_year=self._year,
            name=f"{prefix}{ordinal:02}",
        )
        self.of_school.setdefault(school.id, []).append(self._count)
        return self._count
