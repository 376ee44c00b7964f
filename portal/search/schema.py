"""What the index holds of a mentor: words in two catch-all fields, and filters; no text.

Nothing of it depends on the day or on others: who is on pause or full is asked of the
database (`portal.search.presence`).
"""

import hashlib
import json
from functools import cache
from itertools import chain

from whoosh.fields import ID, KEYWORD, NUMERIC, STORED, TEXT, Schema

from portal.data.occupations import Occupation, occupations
from portal.data.regions import regions
from portal.models.mentors import Mentor
from portal.search.analysis import Terms, terms

# What the index filters by: parameter of the address and field of the index.
FACETS = ("sector", "occupation", "region", "path", "language")
# Another number whenever a document is made otherwise: an index of before is built anew.
LAYOUT = "2"

SCHEMA = Schema(
    mentor_id=NUMERIC(unique=True, sortable=True, signed=False),
    all_fr=TEXT(analyzer=Terms("fr"), phrase=False),
    all_en=TEXT(analyzer=Terms("en"), phrase=False),
    sector=KEYWORD,
    occupation=KEYWORD,
    region=ID,
    path=ID,
    language=KEYWORD,
    digest=STORED,  # of the rest: `flask search check` compares it
    stored_id=STORED,
)


def document(mentor: Mentor) -> dict[str, object]:
    """Return what the index holds of `mentor`; needs its person and occupations loaded."""
    done = [o for row in mentor.occupations if (o := occupations().get(row.noc))]
    fields: dict[str, object] = {
        "all_fr": _words(mentor, done, "fr"),
        "all_en": _words(mentor, done, "en"),
        "sector": list(dict.fromkeys(o.sector.slug for o in done)),
        "occupation": [o.noc for o in done],
        "region": mentor.region,
        "path": mentor.path.value,
        "language": sorted(mentor.languages),
    }
    digest = hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()[:16]
    identity = {"mentor_id": mentor.person_id, "stored_id": mentor.person_id, "digest": digest}
    return fields | identity


def _words(mentor: Mentor, done: list[Occupation], language: str) -> list[str]:
    own = [
        mentor.shown_name,  # never the family name of someone who hides it
        getattr(mentor, f"job_title_{language}"),
        mentor.employer or "",
        getattr(mentor, f"topics_{language}"),
        getattr(mentor, f"bio_{language}"),
        regions().get(mentor.region, ""),
    ]
    of_jobs = chain.from_iterable(occupation_terms(o.noc, language) for o in done)
    return [*terms(" \n ".join(own), language), *of_jobs]


@cache
def occupation_terms(noc: str, language: str) -> tuple[str, ...]:
    """Return the words of an occupation in one language: titles, sector, names, what one does."""
    occupation = occupations()[noc]
    names = [name.masculine for name in occupation.names(language)]
    feminine = [n.feminine for n in occupation.names(language) if n.feminine != n.masculine]
    said = [*names, *feminine, *occupation.doing(language)]
    texts = [occupation.title(language), occupation.sector.name(language), *said]
    return tuple(terms(" \n ".join(texts), language))
