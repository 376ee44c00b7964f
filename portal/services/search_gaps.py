"""Counting the searches that found no mentor: anonymous, for recruiting."""

from portal import clock
from portal.data.occupations import occupations
from portal.extensions import db, insert_into
from portal.models.search_gaps import SearchGap


def count(*, school_id: int, noc: str) -> None:
    """Count one search of a student of this school that found nobody, in the present month.

    `noc`: the occupation that was meant, "" for words that mean none; an unknown one counts as
    none. Nothing of who searched, nor a word of the search, is written.
    """
    row = {
        "month": clock.today().replace(day=1),
        "school_id": school_id,
        "noc": noc if noc in occupations() else "",
        "searches": 1,
    }
    adding = insert_into(SearchGap.__table__).values(row)
    db.session.execute(
        adding.on_conflict_do_update(
            index_elements=["month", "school_id", "noc"],
            set_={"searches": SearchGap.searches + 1},
        )
    )
