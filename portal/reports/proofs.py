"""How a printed document proves that it is one: its code, and the square that leads to it."""

import io
from base64 import b64encode
from dataclasses import dataclass

import segno
from markupsafe import Markup
from PIL import Image, ImageOps

MASK = 2
# Dots a module: enough that a reader of PDFs which smooths pictures leaves the modules square.
DOTS = 4
QUIET = 4  # modules of white around it, which whatever reads it looks for
BLACK_ON_WHITE = bytes.maketrans(b"\x00\x01", b"\xff\x00")


@dataclass(frozen=True, slots=True)
class Proof:
    """The code as it is printed, and the public page that verifies it."""

    code: str
    address: str

    @property
    def square(self) -> str:
        """The QR code of the page, as the address of a picture.

        A picture of grey dots: drawn as SVG, its 500 lines cost a tenth of a student's page.
        """
        modules = _code_of(self.address).matrix
        size = len(modules)
        grey = b"".join(modules).translate(BLACK_ON_WHITE)
        dots = ImageOps.scale(
            Image.frombytes("L", (size, size), grey), DOTS, Image.Resampling.NEAREST
        )
        drawn = io.BytesIO()
        ImageOps.expand(dots, QUIET * DOTS, fill=255).save(drawn, "png")
        return f"data:image/png;base64,{b64encode(drawn.getvalue()).decode()}"


def qr_code(address: str, title: str) -> Markup:
    """Return a QR code of `address` as inline SVG whose `<title>` is its alternative text."""
    drawn = io.BytesIO()
    _code_of(address).save(
        drawn, kind="svg", xmldecl=False, svgns=True, title=title, svgclass="qr", omitsize=True
    )
    return Markup(drawn.getvalue().decode())  # noqa: S704 - segno escapes the title


def _code_of(address: str) -> segno.QRCode:
    # One mask for all: weighing the eight took a twentieth of a page, and any of them is read.
    return segno.make(address, micro=False, error="m", mask=MASK)
