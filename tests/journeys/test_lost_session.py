"""A draft that the script saves after the session ended is kept, for its author alone."""

import re

import pytest

from tests.cast import THREAD_ZOE_MARC, Cast

THREAD = f"/threads/{THREAD_ZOE_MARC}"
TEXT = "Écrit pendant que la session se terminait."


@pytest.mark.parametrize(("who", "reads"), [("zoe", True), ("marc", False)])
def test_the_text_waits_for_its_author_alone(cast: Cast, who: str, reads: bool) -> None:
    html = cast.client("zoe").get(THREAD).get_data(as_text=True)
    token = re.search(r'name="author_token" value="([^"]+)"', html)
    assert token is not None
    data = {"path": THREAD, "body": TEXT, "author_token": token[1]}
    answer = cast.client().post("/account/draft", data=data, headers={"X-Requested-With": "fetch"})
    assert answer.status_code == 401
    assert "Set-Cookie" not in answer.headers, "the page shown meanwhile keeps its own cookie"
    assert (TEXT in cast.client(who).get(THREAD).get_data(as_text=True)) is reads


def test_without_the_token_nothing_is_kept(cast: Cast) -> None:
    data = {"path": THREAD, "body": TEXT, "author_token": "forged"}
    cast.client().post("/account/draft", data=data, headers={"X-Requested-With": "fetch"})
    assert TEXT not in cast.client("zoe").get(THREAD).get_data(as_text=True)
