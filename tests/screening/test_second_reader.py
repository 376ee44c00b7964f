"""The second reader: what it hears, how sure it is, and what it leaves alone."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from portal.data import cues as data
from portal.screening import DISTRESS, Context, Kind, Phrase, Severity, screen, second_reader
from portal.screening.cues import language_of, placed_cues, sentences, words_of
from portal.screening.folding import fold

UNLISTED = "Le brouillard descend sur le quai numéro douze."
NEVER, ALWAYS = 99.0, -99.0
CONTACT = {
    *(Kind.PHONE, Kind.EMAIL, Kind.URL, Kind.HANDLE, Kind.ADDRESS, Kind.POSTAL_CODE, Kind.ID)
}


@pytest.fixture
def thresholds(monkeypatch):
    def as_said(worries=NEVER, clear=NEVER, held=NEVER):
        said = replace(data.weights(), worries=worries, clear=clear, held=held)
        monkeypatch.setattr(second_reader, "weights", lambda: said)

    return as_said


def test_what_only_worries_is_shown_and_somebody_is_told(thresholds):
    thresholds(worries=ALWAYS)
    verdict = screen(UNLISTED)
    assert (verdict.held, verdict.alert, verdict.doubt) == (False, True, True)
    (finding,) = verdict.findings
    assert (finding.severity, UNLISTED[finding.start : finding.end]) == (
        Severity.NOTED,
        UNLISTED.rstrip("."),
    )


def test_what_leaves_no_doubt_of_distress_is_held(thresholds):
    thresholds(worries=ALWAYS, clear=ALWAYS)
    verdict = screen(UNLISTED)
    assert (verdict.held, verdict.alert, verdict.doubt) == (True, True, False)


def test_other_talk_is_held_without_an_alert(thresholds):
    thresholds(held=ALWAYS)
    verdict = screen(UNLISTED)
    assert (verdict.held, verdict.alert) == (True, False)
    (finding,) = verdict.findings
    assert finding.severity is Severity.MEDIUM
    assert finding.kind not in DISTRESS


def test_below_all_of_them_it_says_nothing(thresholds):
    thresholds()
    assert screen(UNLISTED).findings == ()


def test_where_the_lists_saw_distress_it_is_silent(thresholds):
    thresholds(worries=ALWAYS, held=ALWAYS)
    verdict = screen("je veux mourir. " + UNLISTED)
    assert not verdict.doubt
    assert all(finding.rule.startswith("self_harm") for finding in verdict.findings)


def test_what_is_held_anyway_is_read_again_for_distress_alone(thresholds):
    thresholds(worries=ALWAYS, held=ALWAYS)
    verdict = screen("Mon numéro : 514 555-0123")
    assert (verdict.held, verdict.doubt) == (True, True)
    assert {finding.kind for finding in verdict.findings} - DISTRESS == {Kind.PHONE}


def test_what_was_only_noted_does_not_silence_it(thresholds):
    lenient = Context(profanity_from=None)
    assert not screen("Zut, crisse.", lenient).held
    thresholds(held=ALWAYS)
    assert screen("Zut, crisse. " + UNLISTED, lenient).held


def test_what_the_board_allows_as_it_stands_worries_nobody(thresholds):
    thresholds(worries=ALWAYS, held=ALWAYS)
    allowed = Context(allowed=frozenset({UNLISTED.rstrip(".")}))
    assert screen(UNLISTED, allowed).findings == ()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("y a personne qui s'ennuirait si mes yeux s'ouvraient pus", Kind.SELF_HARM),
        ("my stomach hurts and i just want my eyes to stay closed for good", Kind.SELF_HARM),
        ("je fais semblant de dormir quand le chum de ma mère ouvre ma porte", Kind.DISCLOSURE),
        ("mom's new man squeezes my arm till it's purple", Kind.DISCLOSURE),
    ],
)
def test_sentences_that_stand_in_no_list_are_heard_and_named(text, kind):
    found = screen(text).findings
    assert kind in {finding.kind for finding in found}


def test_the_rule_names_the_cues_that_spoke():
    (finding,) = screen("y a personne qui s'ennuirait si mes yeux s'ouvraient pus").findings
    assert finding.rule.startswith("cues.self_harm:")
    names = finding.rule.partition(":")[2].split("+")
    known = {entry.cue for entry in data.cue_words()}
    assert all(set(name.split(">")) <= known or name.startswith("=") for name in names)


def test_each_cue_and_word_that_is_weighed_can_be_met():
    cues = {entry.cue for entry in data.cue_words()}
    named = {name for name in data.weights().features if not name.startswith(("=", "~"))}
    assert {part for name in named for part in name.split(" > ")} <= cues


def test_the_weights_know_the_kinds_of_talk_and_how_sure_is_sure():
    learned = data.weights()
    assert set(learned.kinds) | {Kind.PROFANITY} == set(Kind) - CONTACT
    assert learned.worries < learned.clear


def test_what_teaches_it_measures_nothing():
    folder = Path(__file__).parent
    taught, measured = (
        {json.loads(line)["text"] for line in file.read_text("utf-8").splitlines()}
        for file in (folder / "taught.jsonl", folder / "cases" / "closed.jsonl")
    )
    assert taught
    assert not taught & measured


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("jveux pu", ("je", "veux", "plus")),
        ("m3s bl3us", ("mes", "bleus")),
        ("toooujours", ("toujours",)),
    ],
)
def test_words_are_read_in_their_usual_spelling(text, words):
    assert words_of(fold(text).text) == words


def test_a_word_of_both_languages_is_a_cue_in_its_own_only():
    french, english = ("il", "me", "bat"), ("the", "bat", "is", "mine")
    assert (language_of(french), language_of(english)) == ("fr", "en")
    assert "hit" in placed_cues(french)[2]
    assert "hit" not in placed_cues(english)[1]


def test_a_sentence_ends_at_its_mark_and_a_long_one_is_cut():
    found = list(sentences(fold("Un. Deux mots ! " + "mot " * 90)))
    assert [len(sentence.words) for sentence in found] == [1, 2, 40, 40, 10]


def test_what_a_list_took_for_talk_passes_when_it_is_harmless_by_far(monkeypatch):
    said = replace(data.weights(), held=NEVER, worries=NEVER, harmless=ALWAYS)
    monkeypatch.setattr(second_reader, "weights", lambda: said)
    talk, danger = "on se voit au parc samedi", "je vais te tuer"
    assert screen(talk).held
    said = replace(said, harmless=NEVER)
    monkeypatch.setattr(second_reader, "weights", lambda: said)
    verdict = screen(talk)
    assert not verdict.held
    assert all(finding.rule.endswith("~harmless") for finding in verdict.findings)
    assert screen(danger).held
    assert screen("je veux mourir").alert
    assert screen(f"{talk}, ou au 514 555-0123").held
    assert screen(f"{talk} " + "Bien. " * 30).held


def test_what_the_board_watches_for_is_never_taken_for_harmless(monkeypatch):
    said = replace(data.weights(), held=NEVER, worries=NEVER, harmless=NEVER)
    monkeypatch.setattr(second_reader, "weights", lambda: said)
    watched = Phrase("brouillard", "fr", Kind.MONEY, Severity.LOW)
    assert screen(UNLISTED, Context(watched=(watched,))).held


@pytest.mark.parametrize("line", ["want envie", ": envie"])
def test_a_cue_without_a_name_is_refused(tmp_path, monkeypatch, line):
    (tmp_path / "cues.txt").write_text(line, encoding="utf-8")
    monkeypatch.setattr(data, "CUES", tmp_path)
    with pytest.raises(data.CueError, match=r"cues\.txt, line 1"):
        list(data.cue_words())


@pytest.mark.parametrize(
    "text", ["+1.0 want", "want: meeting", "want: meeting much", "want: meeting +1.0"]
)
def test_weights_that_say_too_little_are_refused(tmp_path, monkeypatch, text):
    file = tmp_path / "weights.txt"
    file.write_text(text, encoding="utf-8")
    monkeypatch.setattr(data, "WEIGHTS", file)
    with pytest.raises(data.CueError, match=r"weights\.txt"):
        data.weights.__wrapped__()
