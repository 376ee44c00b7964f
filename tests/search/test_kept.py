"""What is remembered has a bound."""

from portal.search.kept import Kept


def test_the_longest_unused_leaves_first() -> None:
    kept: Kept[str, int] = Kept(20)
    for number, key in enumerate("abcdefghij"):
        kept.put(key, number, 2)
    assert kept.get("a") == 0
    kept.put("k", 10, 2)
    assert (kept.get("b"), kept.get("a"), kept.weight) == (None, 0, 20)


def test_the_same_key_counts_once_and_what_is_too_heavy_is_not_kept() -> None:
    kept: Kept[str, int] = Kept(80)
    for _again in range(50):
        kept.put("a", 1, 5)
    kept.put("b", 1, 11)
    assert (kept.weight, kept.get("b")) == (5, None)
