"""How a cell of a report is said on a page and on paper, in the language in use."""

from datetime import date
from html import unescape

from flask import get_template_attribute
from flask_babel import format_decimal

from portal.i18n import _, language
from portal.reports.figures import Share
from portal.reports.sections import Cell, Hidden, Hours, Minutes, Part
from portal.web.templating import percent_text, short_date_text

NOTHING = "–"


def said(cell: Cell) -> str:
    """Return what a reader reads; a dash for nothing."""
    match cell:
        case None:
            return NOTHING
        case Hidden():
            return _("hidden")
        case Part(value):
            return percent_text(value, language())
        case Hours(value):
            delay = get_template_attribute("reports/words.html", "delay")(value)
            return unescape(str(delay)).strip()
        case Minutes(value):
            long = get_template_attribute("reports/words.html", "minutes_text")(value)
            return unescape(str(long)).strip()
        case Share():
            return _shared(cell)
        case date():
            return short_date_text(cell, language())
        case int():
            return str(format_decimal(cell))
    return cell


def _shared(share: Share) -> str:
    if share.count is None:
        return _("hidden")
    count = str(format_decimal(share.count))
    return count if share.part is None else f"{count} ({percent_text(share.part, language())})"
