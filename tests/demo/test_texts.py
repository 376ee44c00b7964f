"""The demo people write like people: long enough, never twice alike, and without contact data."""

import re
from collections.abc import Callable
from itertools import pairwise
from random import Random
from time import perf_counter

import pytest

from portal.demo import names, texts
from portal.demo.lexicon import Lexicon, lexicon

Writer = Callable[[Random, str], str]

JOBS = {
    "fr": (("soudeuse", "72106"), ("infirmier auxiliaire", "32101"), ("avocate", "41101")),
    "en": (("welder", "72106"), ("licensed practical nurse", "32101"), ("engineer", "21300")),
}
ABOUT = {
    "fr": "Assemble des pièces de métal en les faisant fondre.",
    "en": "Joins pieces of metal by melting them.",
}
PLACES = ("Outaouais", "Montréal", "Saguenay–Lac-Saint-Jean", "Ailleurs")


def bio(rng: Random, language: str) -> str:
    job, noc = rng.choice(JOBS[language])
    path, place, years = rng.choice(("DEP", "")), rng.choice(PLACES), rng.randint(0, 35)
    about = rng.choice((ABOUT[language], ""))
    return texts.mentor_bio(
        rng, language, job, about, path, place, years, noc=rng.choice((noc, ""))
    )


def first(rng: Random, language: str) -> str:
    job, _ = rng.choice(JOBS[language])
    level = {"fr": "secondaire 4", "en": "Secondary 4"}[language]
    return texts.first_message(rng, language, job, "Marie-Ève", "Rayan", level)


def answer(rng: Random, language: str) -> str:
    job, noc = rng.choice(JOBS[language])
    about = rng.choice((ABOUT[language], ""))
    asked = rng.choice((first(rng, language), ""))
    return texts.mentor_answer(rng, language, job, "Rayan", about, asked=asked, noc=noc)


def student_reply(rng: Random, language: str) -> str:
    return texts.student_reply(rng, language, asked=rng.choice((answer(rng, language), "")))


def mentor_reply(rng: Random, language: str) -> str:
    asked = rng.choice((student_reply(rng, language), ""))
    return texts.mentor_reply(rng, language, "Rayan", asked=asked, noc="72106")


# Each kind of text, its fewest and its most words.
KINDS: dict[str, tuple[Writer, int, int]] = {
    "bio": (bio, 35, 80),
    "first message": (first, 30, 110),
    "answer": (answer, 50, 160),
    "student's reply": (student_reply, 15, 90),
    "mentor's reply": (mentor_reply, 15, 90),
    "thanks": (texts.thanks, 8, 90),
    "ask for more": (texts.ask_for_more, 8, 90),
    "decline": (texts.decline, 15, 90),
    "topics": (texts.mentor_topics, 3, 50),
    "held message": (texts.held_message, 5, 60),
}
SHORT: dict[str, Writer] = {
    "given name": names.given_name,
    "family name": names.family_name,
    "full name": lambda rng, language: " ".join(names.full_name(rng, language)),
    "job title": lambda rng, language: texts.job_title(rng, language, "archiviste", noc="7"),
    "employer": lambda rng, language: texts.employer(rng, language, noc="72106") or "",
}
EVERYTHING = {kind: writer for kind, (writer, *_) in KINDS.items()} | SHORT

languages = pytest.mark.parametrize("language", ["fr", "en"])
kinds = pytest.mark.parametrize("kind", KINDS)
texts_and_names = pytest.mark.parametrize("kind", EVERYTHING)


def drawn(kind: str, language: str, count: int = 1000) -> list[str]:
    rng = Random(f"{kind} {language}")
    return [EVERYTHING[kind](rng, language) for _ in range(count)]


@languages
@texts_and_names
def test_a_seed_gives_the_same_words(kind: str, language: str) -> None:
    assert drawn(kind, language, 30) == drawn(kind, language, 30)


@languages
@kinds
def test_lengths(kind: str, language: str) -> None:
    _, fewest, most = KINDS[kind]
    lengths = [len(text.split()) for text in drawn(kind, language)]
    assert fewest <= min(lengths)
    assert max(lengths) <= most


@languages
@kinds
def test_few_texts_are_alike(kind: str, language: str) -> None:
    assert len(set(drawn(kind, language))) >= 950


@languages
@texts_and_names
def test_nothing_is_left_to_fill_in(kind: str, language: str) -> None:
    assert not [
        text for text in drawn(kind, language) if re.search(r"[{}|]|None|[a-z.!?]  \w", text)
    ]


@languages
@pytest.mark.parametrize("kind", [kind for kind in EVERYTHING if kind != "held message"])
def test_only_held_messages_look_like_contact_data(kind: str, language: str) -> None:
    contact = re.compile(r"\d{3}|@|www|http|example\.|courriel|e-?mail|t[ée]l[ée]phone", re.I)
    assert not [text for text in drawn(kind, language) if contact.search(text)]


@languages
def test_held_messages_use_fictional_contact_data(language: str) -> None:
    text = "\n".join(drawn("held message", language))
    assert set(re.findall(r"@([a-z.]+\.(?:com|org|net))\b", text)) == {
        "example.com",
        "example.org",
        "example.net",
    }
    phones = re.findall(r"5 ?1 ?4\D{1,3}5 ?5 ?5[^\w]+(\d ?\d) ?\d ?\d", text)
    assert len(phones) > 200
    assert {number.replace(" ", "") for number in phones} == {"01"}


@kinds
def test_french_typography(kind: str) -> None:
    wrong = re.compile(r"'| [!?;:»]|« |[^\N{NO-BREAK SPACE}\n]»|«\w")
    allowed = re.compile(r"[@\d]")  # contact data are written as people write them
    texts_ = [
        text for text in drawn(kind, "fr") if kind != "held message" or not allowed.search(text)
    ]
    assert not [text for text in texts_ if wrong.search(text)]


@languages
@kinds
def test_sentences_start_with_a_capital(kind: str, language: str) -> None:
    small = re.compile(r"(?:^|[.!?]\s)[a-zéàêç]")
    assert not [text for text in drawn(kind, language, 300) if small.search(text)]


@languages
def test_a_first_message_asks_two_or_three_questions(language: str) -> None:
    assert {text.count("?") for text in drawn("first message", language)} == {2, 3}


@languages
def test_an_answer_ends_with_a_question(language: str) -> None:
    assert all(text.endswith("?") for text in drawn("answer", language))


def every_question(words: Lexicon) -> list[tuple[str, str]]:
    return [
        (name, wording)
        for dialogue in (words.students_ask, words.mentors_ask)
        for name, subject in dialogue.subjects.items()
        for wordings in subject.questions
        for wording in wordings
    ]


@languages
def test_every_question_is_known_again_in_a_message(language: str) -> None:
    words = lexicon(language)
    for name, question in every_question(words):
        dialogue = words.students_ask if name in words.students_ask.names else words.mentors_ask
        assert dialogue.asked_in(f"Bonjour! {question} Merci!") == [name]


@languages
def test_students_have_many_questions(language: str) -> None:
    subjects = lexicon(language).students_ask.subjects.values()
    assert sum(len(subject.questions) for subject in subjects) >= 60


@languages
def test_an_answer_is_about_what_was_asked(language: str) -> None:
    rng, subject = Random(4), lexicon(language).students_ask.subjects["pay"]
    asked = subject.questions[0][0]
    text = texts.mentor_answer(rng, language, "x", "Rayan", "", asked=asked)
    assert any(wording in text for wordings in subject.answers for wording in wordings)


@pytest.mark.parametrize(
    ("occupation", "expected"),
    [
        ("soudeuse", "de soudeuse"),
        ("infirmier", "d’infirmier"),
        ("hygiéniste", "d’hygiéniste"),
        ("haut fonctionnaire", "de haut fonctionnaire"),
        ("électricienne", "d’électricienne"),
    ],
)
def test_elision(occupation: str, expected: str) -> None:
    messages = " ".join(
        texts.first_message(Random(seed), "fr", occupation, "A", "B", "secondaire 4")
        for seed in range(60)
    )
    assert expected in messages


@pytest.mark.parametrize(
    "expected",
    ["a welder", "an engineer", "a university teacher", "an usher", "an HVAC technician", "a CPA"],
)
def test_indefinite_article(expected: str) -> None:
    job = expected.split(" ", 1)[1]
    messages = " ".join(
        texts.first_message(Random(seed), "en", job, "A", "B", "Secondary 4") for seed in range(60)
    )
    assert f"as {expected} " in messages


def test_names_are_many_and_follow_the_asked_gender() -> None:
    rng = Random(1)
    assert len({names.given_name(rng, "fr") for _ in range(9000)}) > 180
    assert len({names.family_name(rng, "fr") for _ in range(9000)}) > 220
    women = {names.given_name(rng, "fr", "women") for _ in range(3000)}
    men = {names.given_name(rng, "fr", "men") for _ in range(3000)}
    assert "Zoé-Maëlle" in women - men
    assert "Jean-Félix" in men - women


def test_a_thousand_messages_take_a_blink() -> None:
    rng = Random(1)
    lexicon("fr")
    started = perf_counter()
    thread = [first(rng, "fr")]
    for _ in range(1000):
        thread.append(texts.student_reply(rng, "fr", asked=thread[-1]))
        thread.append(texts.mentor_reply(rng, "fr", "Zoé", asked=thread[-1]))
    assert perf_counter() - started < 1  # about 0.05 s: a wide margin for a busy machine
    assert all(before != after for before, after in pairwise(thread))
