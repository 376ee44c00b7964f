"""The files of hints are read, and a wrong line is named."""

import pytest

from portal.data import hints
from portal.data.watchlists import WatchlistError


def test_every_hint_that_holds_has_a_wording():
    wordings, holding = hints.read()

    named = {hint for together in holding for hint in together.wanted if hints.is_worded(hint)}
    assert named <= {wording.hint for wording in wordings}
    assert {together.kind for together in holding} == {
        "address", "email", "handle", "self_harm", "url",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("home fr", "expected HINT LANGUAGE PHRASE"),
        ("home de wohnung", "expected HINT LANGUAGE PHRASE"),
        ("hold huge home", "expected hold SEVERITY"),
        ("hold medium home garden", "a hint has no wording"),
    ],
)
def test_a_wrong_line_is_named(monkeypatch, tmp_path, line, message):
    (tmp_path / "address.txt").write_text(f"home fr chez nous\n{line}\n", encoding="utf-8")
    monkeypatch.setattr(hints, "FOLDER", tmp_path)

    with pytest.raises(WatchlistError, match=message):
        hints.read.__wrapped__()
