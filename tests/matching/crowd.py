"""Made-up profiles: what the ranking is tried with."""

from typing import Any

from portal.matching import MentorProfile, StudentProfile

WELDER, NURSE, COOK = "72106", "31301", "63200"
WELDING, NURSING, RESTAURANTS = "welding-metal", "nursing", "restaurants"


def student(**wishes: Any) -> StudentProfile:
    """Return a student who reads French and allowed `wishes`."""
    sets = {"curious", "said", "viewed", "interests", "helps"}
    given = {name: frozenset(v) if name in sets else v for name, v in wishes.items()}
    return StudentProfile(**({"turn": 7, "language": "fr"} | given))


def mentor(number: int, **traits: Any) -> MentorProfile:
    """Return a mentor who cooks, speaks French and has half of the places free."""
    given = {
        "id": number,
        "languages": ("fr",),
        "occupations": (COOK,),
        "fields": (RESTAURANTS,),
        "styles": ("REA",),
        "region": "06",
        "path": "dep",
        "interests": (),
        "helps": (),
        "open_matches": 2,
        "capacity": 4,
    } | traits
    for name in ("languages", "interests", "helps"):
        given[name] = frozenset(given[name])
    return MentorProfile(**given)


def welder(number: int, **traits: Any) -> MentorProfile:
    """Return one who welds."""
    return mentor(
        number, **({"occupations": (WELDER,), "fields": (WELDING,), "styles": ("RIC",)} | traits)
    )
