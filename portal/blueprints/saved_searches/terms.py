"""What a saved search asks for: read from a form, worded for its owner."""

from collections.abc import Mapping

from werkzeug.datastructures import MultiDict

from portal.blueprints.mentors import filters
from portal.data.occupations import occupations
from portal.i18n import _, language
from portal.search.fitting import TEXT

OCCUPATION = "occupation"


def read(given: MultiDict[str, str]) -> dict[str, str]:
    """Return what is asked for, as the directory reads it; what means nothing is left out."""
    query = filters.read(given)
    asked = {TEXT: " ".join(query.text.split()), **query.filters}
    noc = given.get(OCCUPATION, "")
    if noc in occupations():
        asked[OCCUPATION] = noc
    return {name: value for name, value in asked.items() if value}


def labels(terms: Mapping[str, str]) -> list[str]:
    """Word a search, part by part: the words in quotation marks, then each filter."""
    query = filters.read(MultiDict(terms))
    words = [_("“%(words)s”", words=query.text)] if query.text else []
    noc = terms.get(OCCUPATION, "")
    if OCCUPATION not in query.filters and noc in occupations():
        words.append(occupations()[noc].headline(language()))
    return words + [chip.label for chip in filters.chips(query)]
