"""From a template to a tagged PDF (PDF/UA-1, US Letter), with nothing fetched from anywhere."""

import ctypes.util
import sys
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import Lock
from types import ModuleType
from typing import Any, cast

from flask import render_template

from portal.errors import Unavailable
from portal.i18n import _, in_language

# What WeasyPrint needs on Debian and Ubuntu; it is not installed with the Python packages.
SYSTEM_PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"

STYLESHEETS = Path(__file__).parent.parent / "templates" / "reports"
STYLESHEET = "print.css"

# Tagged for everyone who reads with other means than the eyes; and what archives keep.
ACCESSIBLE, ARCHIVAL = "pdf/ua-1", "pdf/a-3a"

# One document at a time in a process: Pango's fonts are shared, and memory stays bounded.
_one_at_a_time = Lock()


def check() -> None:
    """Raise Unavailable, saying what to install, when this machine cannot make PDFs."""
    _weasyprint()


def render(
    template: str,
    language: str,
    *,
    variant: str = ACCESSIBLE,
    stylesheet: str = STYLESHEET,
    **context: Any,
) -> bytes:
    """Print `template` in `language` ("fr" or "en"); needs an application, not a request.

    `stylesheet`: a file beside the templates.

    Raises Unavailable when WeasyPrint's libraries are missing.
    """
    weasyprint = _weasyprint()
    with in_language(language):
        html = render_template(template, **context)
    with _one_at_a_time, warnings.catch_warnings():
        # WeasyPrint leaves the colour profile of an archival document to the collector.
        warnings.filterwarnings("ignore", "unclosed file .*[.]icc", ResourceWarning)
        document = weasyprint.HTML(string=html, url_fetcher=_fetcher())
        pdf = document.write_pdf(
            stylesheets=[_stylesheet(stylesheet)],
            pdf_variant=variant,
            pdf_tags=True,
            font_config=_fonts(),
            finisher=_finish,
        )
    return cast(bytes, pdf)


def _finish(_document: Any, pdf: Any) -> None:
    _say_scopes(pdf)
    _compress(pdf)


def _compress(pdf: Any) -> None:
    """Compress what WeasyPrint would compress as hard as can be.

    That took a fiftieth of a page's time and up, for a hundredth of its bytes.
    """
    for stream in pdf.objects:
        if getattr(stream, "compress", False):
            stream.compress = False
            _head, _stream, content = stream.data.partition(b"\nstream\n")
            stream.stream = [zlib.compress(content.removesuffix(b"\nendstream"))]
            stream.extra["Filter"] = "/FlateDecode"


def _say_scopes(pdf: Any) -> None:
    """Say of each header cell whether it heads its column or its row, which WeasyPrint leaves out.

    A header in the head of a table heads its column, any other one its row.
    """

    def above(element: Any) -> Any:
        return pdf.objects[int(element["P"].split()[0])]

    for element in pdf.objects:
        if isinstance(element, dict) and element.get("S") == "/TH":
            heads_column = above(above(element))["S"] == "/THead"
            element["A"]["Scope"] = "/Column" if heads_column else "/Row"


def _weasyprint() -> ModuleType:
    try:
        with _libraries_by_their_own_names():
            import weasyprint  # noqa: PLC0415 - 54 MB and a second, and it may be missing
    except (ImportError, OSError) as error:
        said = _(
            "PDFs cannot be made on this server yet. Ask the person who runs it to install "
            "what WeasyPrint needs: apt-get install %(packages)s",
            packages=SYSTEM_PACKAGES,
        )
        raise Unavailable(said) from error
    return cast(ModuleType, weasyprint)


@contextmanager
def _libraries_by_their_own_names() -> Iterator[None]:
    """Let WeasyPrint find its libraries on Linux without asking a compiler where they are.

    It knows each by names of several systems, that of Linux ("libpango-1.0.so.0") among the last.
    For each other one, Python starts up to three programs: a third of what loading it takes.
    """

    def found_nowhere(name: str) -> str | None:  # noqa: ARG001 - as that which it stands for
        return None

    usual = ctypes.util.find_library
    if sys.platform == "linux":
        ctypes.util.find_library = found_nowhere
    try:
        yield
    finally:
        ctypes.util.find_library = usual


@cache
def _fonts() -> Any:
    return _weasyprint().text.fonts.FontConfiguration()


@cache
def _stylesheet(name: str) -> Any:
    """Return a stylesheet, read once a process: read with each page it was a sixth of its cost.

    A template's own rules stand above it.
    """
    return _weasyprint().CSS(string=(STYLESHEETS / name).read_text("utf-8"), font_config=_fonts())


@cache
def _fetcher() -> Any:
    return _weasyprint().urls.URLFetcher(allowed_protocols=["data"])
