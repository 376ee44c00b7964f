"""The columns that each kind of file may have, and what people call them."""

from typing import Any

from portal.data.letters import squeezed
from portal.data.sheets import words
from portal.i18n import _l
from portal.services.sheets import Column

_LABELS: dict[str, Any] = {
    "adult": _l("adult education"),
    "bio": _l("bio"),
    "bio_en": _l("bio in English"),
    "bio_fr": _l("bio in French"),
    "board": _l("code of the board"),
    "born_on": _l("date of birth"),
    "capacity": _l("capacity"),
    "class_group": _l("class group"),
    "code": _l("code of the school"),
    "email": _l("email address"),
    "element_type": _l("kind of element"),
    "employer": _l("employer"),
    "example_title": _l("example title"),
    "family_name": _l("family name"),
    "given_name": _l("given name"),
    "job_title": _l("job title"),
    "job_title_en": _l("job title in English"),
    "job_title_fr": _l("job title in French"),
    "language": _l("language"),
    "languages": _l("languages of exchange"),
    "level": _l("level"),
    "local_id": _l("local identifier"),
    "municipality": _l("municipality"),
    "name": _l("name of the school"),
    "network": _l("network"),
    "noc": _l("NOC code"),
    "path": _l("training path"),
    "region": _l("region"),
    "region_code": _l("code of the region"),
    "secondary": _l("secondary"),
    "topics": _l("topics"),
    "topics_en": _l("topics in English"),
    "topics_fr": _l("topics in French"),
    "vocational": _l("vocational training"),
    "website": _l("website"),
}


def columns(kind: str, *required: str) -> tuple[Column, ...]:
    """Return the columns of a kind of file; those named in `required` must be there."""
    return tuple(
        Column(key, _LABELS[key], headers, key in required) for key, headers in words(kind).items()
    )


def is_never_kept(header: str) -> bool:
    """Say whether a column holds what the portal refuses to keep (R38)."""
    word, never = squeezed(header), words("never_kept")
    return word in never["is"] or any(part in word for part in never["holds"])
