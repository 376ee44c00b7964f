"""The portal, with axe-core at an address of its own.

A browser keeps a script that has an address, compiled, from one page to the next: handed over
with each page, axe's half a megabyte took as long as half of what axe then finds.
"""

from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIEnvironment

from axe_playwright_python.base import AXE_FILE_PATH

from tests.browser.served import AXE_ADDRESS
from wsgi import app as portal

SOURCE = AXE_FILE_PATH.read_bytes()
HEADERS = [
    ("Content-Type", "text/javascript; charset=utf-8"),
    ("Content-Length", str(len(SOURCE))),
    ("Cache-Control", "max-age=3600, immutable"),
]


def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Answer with axe at its address, with the portal at any other."""
    if environ["PATH_INFO"] != AXE_ADDRESS:
        return portal(environ, start_response)
    start_response("200 OK", HEADERS)
    return [SOURCE]
