"""How a printed document proves that it is one: its code, and the square that leads to it."""

import io
from dataclasses import dataclass

import segno
from markupsafe import Markup

MASK = 2


@dataclass(frozen=True, slots=True)
class Proof:
    """The code as it is printed, and the public page that verifies it."""

    code: str
    address: str

    def square(self, title: str) -> Markup:
        """Return the QR code of the page; `title` is its alternative text."""
        return qr_code(self.address, title)


def qr_code(address: str, title: str) -> Markup:
    """Return a QR code of `address` as inline SVG whose `<title>` is its alternative text."""
    drawn = io.BytesIO()
    # One mask for all: weighing the eight took a twentieth of a page, and any of them is read.
    segno.make(address, micro=False, error="m", mask=MASK).save(
        drawn, kind="svg", xmldecl=False, svgns=True, title=title, svgclass="qr", omitsize=True
    )
    return Markup(drawn.getvalue().decode())  # noqa: S704 - segno escapes the title
