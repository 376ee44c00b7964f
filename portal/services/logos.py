"""The board's logo on printed documents: read, made small and written anew as a PNG."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from portal.errors import Invalid
from portal.extensions import db
from portal.i18n import _
from portal.models.people import Person
from portal.models.prints import Logo
from portal.policies import boards as policy
from portal.services import audit

FORMATS = ("PNG", "JPEG")  # readers of the others have had more faults, and nobody needs them
MOST_BYTES = 5 * 1024 * 1024
MOST_PIXELS = 25_000_000  # a small file may unfold into gigabytes
LARGEST = (1200, 400)  # what is kept: more than a sheet of paper shows
ONLY_LOGO = 1


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture as it is kept."""

    png: bytes
    width: int
    height: int


def drawn(content: bytes) -> Drawing:
    """Return the picture of a file, drawn anew: nothing of the file but what it shows.

    Raises Invalid, which says what to do, for what is too large or no picture. It takes its
    time and needs no database: call it before the unit of work.
    """
    picture = _small(_read(content))
    written = BytesIO()
    picture.save(written, format="PNG", optimize=True)
    return Drawing(written.getvalue(), picture.width, picture.height)


def put(*, actor: Person, drawing: Drawing) -> Logo:
    """Keep a picture as the board's logo, in place of the one before.

    Raises NotFound for who runs no board.
    """
    policy.check_managed_by(actor)
    row = db.session.get(Logo, ONLY_LOGO)
    if row is None:
        row = Logo(id=ONLY_LOGO)
        db.session.add(row)
    row.png, row.width, row.height = drawing.png, drawing.width, drawing.height
    audit.record(actor, "logo.changed", "board", ONLY_LOGO)
    return row


def remove(*, actor: Person) -> None:
    """Print without a logo from now on; without one, nothing changes."""
    policy.check_managed_by(actor)
    row = db.session.get(Logo, ONLY_LOGO)
    if row is not None:
        db.session.delete(row)
        audit.record(actor, "logo.removed", "board", ONLY_LOGO)


def _read(content: bytes) -> Image.Image:
    if len(content) > MOST_BYTES:
        raise Invalid(_("This file is too large: a logo has at most 5 MB."))
    no_picture = _("This file cannot be read as a picture. Choose a PNG or JPEG file.")
    with warnings.catch_warnings(), _whole_files():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            picture = Image.open(BytesIO(content), formats=FORMATS)
            if picture.width * picture.height > MOST_PIXELS:
                raise Invalid(_too_many())
            picture.load()
        except (Image.DecompressionBombWarning, Image.DecompressionBombError) as bomb:
            raise Invalid(_too_many()) from bomb
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError, MemoryError) as wrong:
            raise Invalid(no_picture) from wrong
    return picture


@contextmanager
def _whole_files() -> Iterator[None]:
    """Refuse a file that was cut off; WeasyPrint makes the whole process take such ones."""
    before, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def _too_many() -> str:
    return _("This picture has too many pixels: make it at most 5,000 by 5,000, then try again.")


def _small(picture: Image.Image) -> Image.Image:
    """Return it upright, on white, no larger than what is kept."""
    upright = ImageOps.exif_transpose(picture).convert("RGBA")
    upright.thumbnail(LARGEST)
    paper = Image.new("RGB", upright.size, "white")
    paper.paste(upright, mask=upright.getchannel("A"))
    return paper
