"""What a report says beside a plain count: equal, or hidden where that is small."""

from collections.abc import Sequence

from portal.reports.discussions import Discussions
from portal.reports.figures import Participation, Safety, Service
from portal.reports.voice import StudentsVoice
from tests.reports.recount import Count

STEPS = ("signed_in", "oriented", "acted", "active", "answered", "established")
SMALL = range(1, 5)


def equal_or_hidden(shown: int | None, plain: int) -> None:
    """What is shown is right; what is small is not shown."""
    assert shown is None or shown == plain
    assert plain not in SMALL or shown is None


def same_participation(found: Participation, plain: Count, *, hides: bool) -> None:
    """So are the steps."""
    pairs = [(found.enrolled, plain.enrolled)]
    pairs += [(getattr(found, name).count, getattr(plain, name)) for name in STEPS]
    for shown, counted in pairs:
        if hides:
            equal_or_hidden(shown, counted)
        else:
            assert shown == counted


def same_discussions(found: Discussions, plain: Count, *, hides: bool) -> None:
    """So is what was written in groups."""
    wrote, several = len(plain.posts_by), sum(len(of) > 1 for of in plain.topics_by.values())
    pairs = ((found.wrote.count, wrote), (found.several.count, several))
    for shown, counted in pairs:
        if hides:
            equal_or_hidden(shown, counted)
        else:
            assert shown == counted
    assert found.posts == plain.posts_by.total() or (hides and found.posts is None)
    assert not hides or wrote >= 5 or found.posts is None


def same_service(found: Service, plain: Count, *, hides: bool) -> None:
    """So is how requests were answered."""
    names = ("requests", "prompt", "later", "unanswered", "turned_down", "asked_again")
    for name in names:
        value = getattr(found, name)
        shown = value if name == "requests" else value.count
        if hides:
            equal_or_hidden(shown, getattr(plain, name))
        else:
            assert shown == getattr(plain, name), name
    if found.median_hours is not None or not hides:
        assert found.median_hours == plain.reply_hours


def same_safety(found: Safety, plain: Count) -> None:
    """So is what became of held messages."""
    equal_or_hidden(found.held, plain.held)
    for name in ("approved", "redacted", "refused", "waiting"):
        equal_or_hidden(getattr(found, name).count, plain.verdicts[name])
    assert {reason.value for reason, _share in found.reasons} == set(plain.reasons)
    for reason, share in found.reasons:
        equal_or_hidden(share.count, plain.reasons[reason.value])
    assert found.median_hours in (None, plain.decision_hours)


def same_demand(rows: Sequence[object], plain: Count, *, hides: bool) -> None:
    """So are the sectors, the most asked about first."""
    listed = {row.sector.slug: row for row in rows}  # type: ignore[attr-defined]
    for slug, (students, requests, established) in plain.sectors.items():
        if slug not in listed:
            continue
        row = listed[slug]
        assert row.students == students  # type: ignore[attr-defined]
        for shown, counted in ((row.requests, requests), (row.established, established)):  # type: ignore[attr-defined]
            assert shown == counted or (hides and shown is None)
    if hides:
        assert all(plain.sectors[slug][0] >= 5 for slug in listed)
    most = sorted((who for who, _r, _e in plain.sectors.values()), reverse=True)
    shown = [plain.sectors[slug][0] for slug in listed]
    assert shown == [who for who in most if who >= 5 or not hides][: len(shown)]


def same_voice(found: StudentsVoice, plain: Count) -> None:
    """The answers to the three questions are right or hidden."""
    equal_or_hidden(found.answers, plain.answers)
    for name, shares in (("influence", found.influence), ("recommends", found.recommends)):
        for opinion, share in shares.items():
            equal_or_hidden(share.count, plain.opinions[f"{name} {opinion.value}"])
    some = plain.opinions["influence yes"] + plain.opinions["influence somewhat"]
    if found.influenced.count is not None:
        assert found.influenced.count == some
    for code, share in found.purposes.items():
        equal_or_hidden(share.count, plain.opinions[code])
