"""A test client that checks every page that any test opens."""

from collections import Counter
from typing import Any

import html5lib
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

HEADERS = ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy")
LABELLED = ("input", "select", "textarea")


class CheckingClient(FlaskClient):
    """Opens pages like any client, and holds each HTML page against what all pages promise."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Open a page and check it."""
        response = super().open(*args, **kwargs)
        for header in HEADERS:
            assert header in response.headers, header
        if response.mimetype == "text/html" and response.status_code not in (301, 302, 303, 308):
            check_page(response.get_data(as_text=True))
        return response


def check_page(html: str) -> None:
    """Raise AssertionError unless `html` is valid and has what every page must have."""
    document = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)
    assert document.get("lang") in ("fr-CA", "en-CA"), "the page says its language"
    assert len(document.findall(".//h1")) == 1, "one h1"
    assert (document.findtext("head/title") or "").strip(), "a title"
    ids = Counter(e.get("id") for e in document.iter() if e.get("id"))
    assert not [i for i, count in ids.items() if count > 1], f"ids twice: {ids.most_common(1)}"
    labels = {e.get("for") for e in document.iter("label")}
    for element in document.iter():
        if element.tag in LABELLED and element.get("type") not in ("hidden", "submit"):
            named = element.get("id") in labels or element.get("aria-label")
            assert named, f"a field without a label: {element.attrib}"
        assert element.get("style") is None, "no inline style"
        assert not [name for name in element.attrib if str(name).startswith("on")], (
            "no inline script"
        )
