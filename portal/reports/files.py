"""A report as a file, with the code under which it is written down."""

from base64 import b64encode

from flask import current_app

from portal.queries import prints as queries
from portal.reports import documents
from portal.reports.documents import Report
from portal.reports.proofs import Proof
from portal.services import prints
from portal.services.prints import Order

# The page `prints.verify`, written out: asking for its address would import every page, which
# takes a command or a printer a second and 26 MiB.
VERIFY = "/verify/"


def make(order: Order, report: Report) -> tuple[bytes, str]:
    """Return the file of an order and its code, which `services.prints.record` is to keep.

    Raises Unavailable when this machine cannot make PDFs.
    """
    code = prints.new_code()
    content = documents.to_file(
        report, form=order.form, language=order.language, proof=proof_of(code), logo=logo()
    )
    return content, code


def proof_of(code: str) -> Proof:
    """Return what a document prints of its code."""
    shown = prints.shown_code(code)
    return Proof(shown, f"{current_app.config['BASE_URL']}{VERIFY}{shown}")


def logo() -> str:
    """Return the board's logo as a data address, "" without one."""
    png = queries.logo()
    return f"data:image/png;base64,{b64encode(png).decode()}" if png else ""
