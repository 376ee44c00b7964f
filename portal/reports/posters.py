"""The poster of a class code: one US Letter sheet that reads from the back of a room."""

from dataclasses import dataclass
from datetime import datetime

import segno
from markupsafe import Markup

from portal.reports import pdf


@dataclass(frozen=True, slots=True)
class Poster:
    """What the class needs to join its group."""

    board_fr: str
    board_en: str
    school: str
    class_group: str
    address: str  # of the page where codes are typed
    code: str  # as it is read aloud
    expires_at: datetime

    @property
    def link(self) -> str:
        """The address that the QR code holds."""
        return f"{self.address}/{self.code.replace('-', '').lower()}"


def to_pdf(poster: Poster, *, language: str) -> bytes:
    """Print the poster in `language`."""
    return pdf.render("reports/poster.html", language, poster=poster, qr=_modules(poster.link))


def _modules(link: str) -> Markup:
    """Return the QR code's drawing, to stand in an SVG that says what it is."""
    code = segno.make(link, error="m")
    size = code.symbol_size(border=2)[0]
    path = code.svg_inline(border=2, omitsize=True, svgclass=None, lineclass=None)
    inner = path[path.index(">") + 1 : path.rindex("<")]
    return Markup('<g transform="scale({})">{}</g>').format(100 / size, Markup(inner))  # noqa: S704
