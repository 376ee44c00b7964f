"""The slips that a counsellor hands out: one page for each student, in the student's language."""

from dataclasses import dataclass

from flask import render_template
from markupsafe import Markup

from portal.i18n import in_language
from portal.reports import pdf


@dataclass(frozen=True, slots=True)
class Slip:
    """What one student needs to sign in for the first time."""

    name: str
    username: str
    password: str
    language: str


@dataclass(frozen=True, slots=True)
class Slips:
    """The slips of a class group."""

    board_fr: str
    board_en: str
    school: str
    class_group: str
    address: str  # of the portal
    slips: list[Slip]


def to_pdf(slips: Slips, *, language: str) -> bytes:
    """Print one page a student; the document's title is in `language`, the counsellor's."""
    pages = [_page(slips, slip) for slip in slips.slips]
    return pdf.render("reports/slips.html", language, pages=pages)


def _page(slips: Slips, slip: Slip) -> Markup:
    with in_language(slip.language):
        html = render_template("reports/slip.html", slips=slips, slip=slip)
    return Markup(html)  # noqa: S704 - escaped by the template just rendered
