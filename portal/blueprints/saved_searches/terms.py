"""What a saved search asks for: read from a form, worded for its owner."""

from collections.abc import Mapping

from werkzeug.datastructures import MultiDict

from portal.blueprints.mentors import filters
from portal.i18n import _
from portal.search.fitting import TEXT

# What depends on the day or on who asks: it is no part of what is kept.
PASSING = ("near", "available")


def read(given: MultiDict[str, str]) -> dict[str, str]:
    """Return what is asked for, as the directory reads it; what means nothing is left out."""
    query = filters.read(given)
    asked = {name: value for name, value in query.filters.items() if name not in PASSING}
    words = " ".join(query.text.split())
    return {TEXT: words, **asked} if words else asked


def labels(terms: Mapping[str, str]) -> list[str]:
    """Word a search, part by part: the words in quotation marks, then each filter."""
    query = filters.read(MultiDict(terms))
    words = [_("“%(words)s”", words=query.text)] if query.text else []
    return words + [chip.label for chip in filters.chips(query)]
