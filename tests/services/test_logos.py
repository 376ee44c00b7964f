"""The board's logo: a picture or a sentence, and nothing of the file but what it shows."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from portal.errors import Invalid
from portal.services import logos
from portal.services.logos import MOST_BYTES
from tests.cast import ENVOL, Cast
from tests.reports.documents import text_of


def picture(
    size: tuple[int, int] = (600, 200), *, form: str = "PNG", mode: str = "RGB", **options: object
) -> bytes:
    made = BytesIO()
    Image.new(mode, size, "#204060").save(made, format=form, **options)  # type: ignore[arg-type]
    return made.getvalue()


def bomb(side: int) -> bytes:
    """Return a PNG of a few bytes that says it is `side` by `side`."""
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 64)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "cannot be read as a picture"),
        (b"%PDF-1.7 not a picture", "cannot be read as a picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'></svg>", "cannot be read as a picture"),
        (picture(form="GIF"), "cannot be read as a picture"),
        (picture(mode="RGB")[:60], "cannot be read as a picture"),
        (picture() + b"\0" * MOST_BYTES, "at most 5 MB"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 20_000_000, "at most 5 MB"),
        (bomb(6_000), "too many pixels"),
        (bomb(12_000), "too many pixels"),
        (bomb(60_000), "too many pixels"),
    ],
    ids=["empty", "pdf", "svg", "gif", "cut", "large", "20MB", "bomb", "warned", "refused"],
)
def test_what_is_no_good_logo_is_refused_with_a_sentence(
    cast: Cast, content: bytes, said: str
) -> None:
    with cast.app.test_request_context("/?lang=en"), pytest.raises(Invalid, match=said):
        logos.drawn(content)


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "P", "CMYK", "1"])
def test_any_mode_becomes_a_small_picture_on_white(mode: str) -> None:
    drawing = logos.drawn(picture((3000, 900), form="JPEG" if mode == "CMYK" else "PNG", mode=mode)
                          if mode != "P" else picture((3000, 900)))  # fmt: skip
    kept = Image.open(BytesIO(drawing.png))
    assert (kept.format, kept.mode, kept.size) == ("PNG", "RGB", (1200, 360))
    assert (drawing.width, drawing.height) == kept.size


def test_nothing_of_the_file_is_kept_but_what_it_shows() -> None:
    exif = Image.Exif()
    exif[0x010E] = "512 rue des Pins"  # a description, as telephones write places
    exif[0x0112] = 6  # lies on its side
    drawing = logos.drawn(picture((300, 100), form="JPEG", exif=exif))
    kept = Image.open(BytesIO(drawing.png))
    assert kept.size == (100, 300)
    assert not kept.getexif() and b"Pins" not in drawing.png


def test_an_administrator_puts_and_takes_out_the_logo_of_printed_reports(cast: Cast) -> None:
    adele, path = cast.client("adele"), "/admin/board/logo"
    assert adele.get(f"{path}.png").status_code == 404
    bad = adele.post(f"{path}?lang=en", data={"file": (BytesIO(b"x"), "logo.png")})
    assert "cannot be read as a picture" in bad.text
    none = adele.post(f"{path}?lang=en", data={})
    assert "Choose a file." in none.text
    good = adele.post(path, data={"file": (BytesIO(picture()), "logo.png")})
    assert good.status_code == 302
    assert adele.get(f"{path}.png").data.startswith(b"\x89PNG")
    school = f"/counsellor/reports?scope=school&id={ENVOL}"
    picture_of_logo = b"/Width %d" % logos.drawn(picture()).width
    printed = cast.client("claire").post(school, data={"form": "pdf"}).data
    assert picture_of_logo in printed
    assert adele.post(f"{path}/remove").status_code == 302
    assert picture_of_logo not in cast.client("claire").post(school, data={"form": "pdf"}).data
    assert cast.client("claire").post(path).status_code == 404


def test_signatories_and_retention_are_the_board_s_and_the_latter_is_printed(cast: Cast) -> None:
    adele = cast.client("adele")
    words = {
        "name_fr": "CSS", "name_en": "SSC", "kind": "service_centre", "default_language": "fr",
        "supervisors_fr": "l’équipe", "supervisors_en": "the team",
        "signatory_fr": "Anne Roy, directrice générale", "retention_fr": "Deux ans, règle 3-12.",
        "retention_en": "Two years, rule 3-12.",
    }  # fmt: skip
    assert adele.post("/admin/board", data=words).status_code == 302
    assert "Anne Roy, directrice générale" in adele.get("/admin/board").text
    school = f"/counsellor/reports?scope=school&id={ENVOL}"
    english = cast.client("claire").post(school, data={"form": "pdf", "spoken": "en"}).data
    assert "Retention: Two years, rule 3-12." in text_of(english)
    french = cast.client("claire").post(school, data={"form": "pdf", "spoken": "fr"}).data
    assert "Deux ans, règle 3-12." in text_of(french)
    long = adele.post("/admin/board?lang=en", data=dict(words, retention_fr="x" * 401))
    assert "Nothing was lost" in long.text
