"""Watched phrases: how they are written, and how a text may dress them up (R8)."""

import pytest

from portal.screening import Context, Kind, Phrase, Severity, screen
from portal.screening.notation import PhraseError
from portal.screening.phrases import check_phrase


def watching(*phrases, language="fr", **context):
    """Return a context whose board watches for `phrases` as threats."""
    watched = tuple(Phrase(text, language, Kind.THREAT, Severity.MEDIUM) for text in phrases)
    return Context(watched=watched, **context)


def finds(text, *phrases, **context):
    found = screen(text, watching(*phrases, **context)).findings
    return [text[one.start : one.end] for one in found if one.rule.startswith("board.")]


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("zorglub vert", "un zorglub vert ici"),
        ("(zorglub|crapaud volant) vert", "le crapaud volant vert"),
        ("zorglub [tout] vert", "zorglub vert"),
        ("zorglub [tout] vert", "zorglub tout vert"),
        ("zorglub _ vert", "zorglub presque vert"),
        ("zorglub __ vert", "zorglub vert"),
        ("zorglub __ vert", "zorglub un peu trop vert"),
        ("zorgl* vert", "zorglubation vert"),
        ("=zorglub", "Zorglub"),
        ("<you> zorglub", "u zorglub"),
        ("t'es zorglub", "tu es zorglub"),
        ("don't zorglub", "dont zorglub"),
        ("do not zorglub", "don't zorglub"),
        ("je zorglub", "j'zorglub"),
    ],
)
def test_the_notation_finds_what_it_says(phrase, text):
    assert finds(text, phrase)


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("zorglub vert", "zorglub bleu"),
        ("zorglub _ vert", "zorglub vert"),
        ("zorglub __ vert", "zorglub un deux trois quatre vert"),
        ("zorglub __ vert", "le zorglub est là. Le vert est beau"),
        ("zorglub __ vert", "le zorglub. est vert"),
        ("=zorglub", "zorgluub"),
        ("zor", "zorglub"),
        ("con", "contente de conter le compte"),
        ("ass", "tu as la classe"),
    ],
)
def test_the_notation_finds_no_more_than_it_says(phrase, text):
    assert not finds(text, phrase)


@pytest.mark.parametrize(
    "text",
    [
        "ZORGLUB FURIEUX",
        "zórglüb fürieux",
        "zoorglub furrrieux",
        "z0rglub fur1eux",
        "zorgl|_|b".replace("|_|", "u") + " furieux",
        "zor.glub fu-rieux",
        "z o r g l u b furieux",
        "z.o.r.g.l.u.b f u r i e u x",
        "z o r g l u b  f u r i e u x",
        "zorglubfurieux",
        "zorglub_furieux",
        "zor glub furieux",
        "z*rglub f***eux",
        "zorglub\nfurieux",
        "zo\u200brglub furi\u200beux",
        "zоrglub furieuх",
        "zorglubs furieu",
        "zorglube phurieux".replace("zorglube", "zorglub"),
    ],
)
def test_a_disguise_hides_no_phrase(text):
    assert finds(text, "zorglub furieux") == [text]


def test_a_phrase_split_over_messages_is_found_in_the_last():
    assert finds("furieux", "zorglub furieux", earlier=("un zorglub",)) == ["furieux"]


@pytest.mark.parametrize(
    "phrase",
    ["", "()", "(a", "a)", "[a", "[a]", "_ a", "__", "<nobody>", "a < b", "!!", "a (b|)", "a*"],
)
def test_a_phrase_that_says_nothing_certain_is_refused(phrase):
    with pytest.raises(PhraseError):
        check_phrase(phrase)


def test_the_board_decides_from_where_insults_hold():
    watched = (Phrase("zorglub", "fr", Kind.INSULT, Severity.LOW),)

    def verdict(level):
        return screen("zorglub", Context(watched=watched, insults_from=level))

    assert verdict(Severity.LOW).held
    assert not verdict(Severity.MEDIUM).held
    assert not verdict(None).held
    assert [finding.severity for finding in verdict(None).findings] == [Severity.NOTED]


@pytest.mark.parametrize("kind", [Kind.SELF_HARM, Kind.DISCLOSURE])
def test_distress_is_as_grave_for_adults(kind):
    watched = (Phrase("zorglub", "fr", kind, Severity.IMMEDIATE),)

    (finding,) = screen("zorglub", Context(watched=watched, minor=False)).findings

    assert finding.severity == Severity.IMMEDIATE


def test_between_adults_links_pass_where_the_board_says_so_and_nothing_else_does():
    context = Context(minor=False, links_pass=True)

    assert not screen("https://exemple.org/page", context).held
    assert screen("lea@exemple.org", context).held


def test_a_graver_phrase_inside_a_longer_one_is_not_lost():
    watched = (
        Phrase("vieux zorglub furieux", "fr", Kind.THREAT, Severity.LOW),
        Phrase("zorglub", "fr", Kind.THREAT, Severity.HIGH),
    )

    found = screen("vieux zorglub furieux", Context(watched=watched)).findings

    assert [finding.severity for finding in found] == [Severity.LOW, Severity.HIGH]
