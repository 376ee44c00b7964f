"""What is said of each kind of finding."""

import pytest

from portal.data.findings import wording
from portal.screening import Kind


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_kind_has_a_name_and_a_sentence_for_each_reader(kind, language):
    words = wording(kind, language)

    assert words.name[0].islower() or words.name.isupper()
    assert all(text.endswith((".", "?")) for text in (words.author, words.moderator))
