"""The words of the demo people: profiles, messages, titles and employers.

Everything is drawn from the sentences in `portal/data/demo`: a seed gives the
same words each time. Where a function takes `asked`, give it the message that is
being answered: the answer then fits the questions in it. Where one takes `noc`,
give it the occupation's code: the days and the employers then fit the field.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from random import Random

from portal.demo.lexicon import (
    DATA,
    NBSP,
    Sentences,
    capital,
    count,
    fill,
    fitting,
    joined,
    led,
    lexicon,
    pick,
    typeset,
)

LONGEST_ABOUT = 22  # words; a longer description does not fit a profile
NO_EMPLOYER = 0.25
ANY_EMPLOYER = 0.4  # up to here, one that suits every occupation
SHIFT_WORK = {"3", "7", "9"}  # health, trades and factories: first digits of NOC codes
NEWCOMER = 3  # years; before, a mentor does not boast of their experience


# --- Facts that sentences are filled with ---------------------------------------------

VOWELS = tuple("aâàeéèêëiîïoôœuyh")
ASPIRATED = ("hacke", "halt", "hand", "haut", "hip-", "hockey", "homard", "hors")


@cache
def _occupation_facts(language: str, occupation: str) -> dict[str, str]:
    if language == "fr":
        sound = occupation.lower()
        elided = sound[:1] in VOWELS and not sound.startswith(ASPIRATED)
        d_occupation = f"d’{occupation}" if elided else f"de {occupation}"
        return {"occupation": occupation, "d_occupation": d_occupation}
    return {"occupation": occupation, "a_occupation": f"{_article(occupation)} {occupation}"}


def _article(noun: str) -> str:
    if noun[:2].isupper():  # spelled letter by letter: an HVAC technician, a UX designer
        return "an" if noun[0] in "AEFHILMNORSX" else "a"
    sound = noun.lower()
    if sound.startswith(("uni", "use", "uti", "eu", "one")):
        return "a"
    return "an" if sound.startswith(("a", "e", "i", "o", "u", "hour", "hono", "heir")) else "a"


@cache
def _place(language: str, region: str) -> str:
    phrases = lexicon(language).phrases
    region_key = region.replace("-", "–")
    for name, place in phrases["places"].items():
        if name.replace("-", "–") == region_key:
            return place
    return phrases["grammar"]["elsewhere"].format(region)


@cache
def _years(language: str, years: int) -> str:
    grammar = lexicon(language).phrases["grammar"]
    if years < 1:
        return grammar["no_years"]
    text = grammar["one_year"] if years == 1 else grammar["years"].format(years)
    return text.replace(" ", NBSP)


@cache
def _level(language: str, level: str) -> str:
    phrases = lexicon(language).phrases
    starts = (start for start in phrases["levels"] if level.lower().startswith(start))
    pattern = phrases["levels"].get(next(starts, ""), phrases["grammar"]["level"])
    return typeset(pattern.format(level), language)


@cache
def _about(about: str) -> str:
    about = about.strip()
    return about if not about or about[-1] in ".!?…" else f"{about}."


# --- Mentors --------------------------------------------------------------------------

BIO = ("path", "how", "about", "day", "surprise", "like", "hard", "advice")


def mentor_bio(
    rng: Random,
    language: str,
    occupation: str,
    about: str,
    path: str,
    region: str,
    years: int,
    *,
    noc: str = "",
) -> str:
    """Write a mentor's profile, 35 to 80 words."""
    banks = lexicon(language).banks
    facts = {
        "about": _about(about),
        "path": path,
        "place": _place(language, region),
        "years": _years(language, years),
        **_occupation_facts(language, occupation),
    }
    intro = fill(pick(rng, banks["bio.intro_new" if years < NEWCOMER else "bio.intro"]), facts)
    ask = pick(rng, banks["bio.ask"])
    unknown = {"about"} if not 0 < count(about) <= LONGEST_ABOUT else set()
    unknown |= set() if path else {"path"}
    middle: dict[str, str] = {}
    for slot in rng.sample(BIO, len(BIO)):
        if slot in unknown:
            continue
        bank = _days(language, noc) if slot == "day" else banks[f"bio.{slot}"]
        middle[slot] = fill(pick(rng, bank), facts)

    used = count(intro) + count(ask)
    kept = set(fitting(middle.values(), used=used, goal=rng.randint(42, 72), high=80))
    return joined(intro, *(middle[slot] for slot in BIO if middle.get(slot) in kept), ask)


def _days(language: str, noc: str) -> Sentences:
    banks = lexicon(language).banks
    return banks.get(f"days.{noc[:1]}", banks["days.any"])


def mentor_topics(rng: Random, language: str) -> str:
    """List three to five things that a mentor can talk about."""
    labels = lexicon(language).banks["mentor_topics.labels"]
    chosen = rng.sample(labels, rng.randint(3, 5))
    return capital(", ".join(wordings[0] for wordings in chosen))


def job_title(rng: Random, language: str, occupation: str, *, noc: str = "") -> str:
    """Return how a mentor says their own job."""
    has_shifts = noc[:1] in SHIFT_WORK and rng.random() < 0.2
    bank = "job.shifts" if has_shifts else "job.titles"
    title = pick(rng, lexicon(language).banks[bank])
    return capital(title.format(occupation=occupation))


@cache
def _employers(language: str, noc: str) -> tuple[str, ...]:
    data = tomllib.loads((DATA / "employers.toml").read_text(encoding="utf-8"))[language]
    return tuple(data.get(noc[:2], data.get(noc[:1], data["any"])))


def employer(rng: Random, language: str, *, noc: str = "") -> str | None:
    """Return an employer that does not exist, or None for a mentor who names none."""
    chance = rng.random()
    if chance < NO_EMPLOYER:
        return None
    return rng.choice(_employers(language, noc[:2] if chance > ANY_EMPLOYER else ""))


# --- A first message and its answer ---------------------------------------------------


def first_message(
    rng: Random,
    language: str,
    occupation: str,
    mentor_given_name: str,
    student_given_name: str,
    level: str,
) -> str:
    """Write a student's first message, 30 to 110 words, with two or three questions.

    `level` reads after "en" or "in": "secondaire 4", "vocational training".
    """
    words = lexicon(language)
    facts = {
        "mentor": mentor_given_name,
        "student": student_given_name,
        "level": _level(language, level),
        **_occupation_facts(language, occupation),
    }

    def say(name: str) -> str:
        return fill(pick(rng, words.banks[f"first.{name}"]), facts)

    asking = rng.sample(words.students_ask.names, 3)
    first, second, third = (pick(rng, words.students_ask.subjects[s].questions) for s in asking)
    questions = joined(led(say("ask_lead"), first), led(say("joiner"), second))
    greeting, intro, closing = say("greeting"), say("intro"), say("closing")

    used = sum(map(count, (greeting, intro, questions, closing, student_given_name)))
    why = fitting([say("why")], used=used, goal=rng.choice((35, 110, 110, 110)), high=110)
    used += sum(map(count, why))
    more = fitting([third], used=used, goal=rng.choice((30, 70, 90)), high=110)

    signature = rng.choice(("", "", f"\n\n{student_given_name}"))
    gap = rng.choice((" ", "\n\n"))
    body = gap.join((joined(intro, *why), joined(questions, *more), closing))
    return f"{greeting}\n\n{body}{signature}"


def mentor_answer(
    rng: Random,
    language: str,
    occupation: str,
    student_given_name: str,
    about: str,
    *,
    asked: str = "",
    noc: str = "",
) -> str:
    """Write a mentor's first answer, 50 to 160 words, which ends with a question."""
    words = lexicon(language)
    facts = {
        "student": student_given_name,
        "about": _about(about),
        **_occupation_facts(language, occupation),
    }

    def say(name: str) -> str:
        return fill(pick(rng, words.banks[f"answer.{name}"]), facts)

    names = words.students_ask.asked_in(asked) or rng.sample(words.students_ask.names, 2)
    first, *others = _answers(rng, language, names, noc)
    greeting, opening, question = say("greeting"), say("opening"), words.mentors_ask.question(rng)
    if others:
        others[0] = joined(say("bridge") if asked else "", others[0])
    if 0 < count(about) <= LONGEST_ABOUT and rng.random() < 0.3:
        others.append(say("about"))
    others += [say("warmth"), pick(rng, words.banks["mentor_reply.aside"])]

    used = sum(map(count, (greeting, opening, first, question)))
    kept = fitting(others, used=used, goal=rng.randint(60, 150), high=160)
    gap = rng.choice((" ", "\n\n", "\n\n"))
    return f"{greeting}\n\n" + gap.join((joined(opening, first), *kept, question))


def _answers(rng: Random, language: str, names: Iterable[str], noc: str) -> list[str]:
    """Answer about each subject; about one's day, as people of that field do."""
    subjects = lexicon(language).students_ask.subjects
    answers = {name: pick(rng, subjects[name].answers) for name in names}
    if noc and "day" in answers:
        day, other_day = rng.sample(_days(language, noc), 2)
        answers["day"] = joined(rng.choice(day), rng.choice(other_day))
    return list(answers.values())


# --- Later messages -------------------------------------------------------------------


def student_reply(rng: Random, language: str, *, asked: str = "") -> str:
    """Write what a student answers, 15 to 90 words; `asked` is the mentor's message."""
    words = lexicon(language)

    def say(name: str) -> str:
        return pick(rng, words.banks[f"student_reply.{name}"])

    names = words.mentors_ask.asked_in(asked)[-1:]
    if not asked and rng.random() < 0.35:
        names = [rng.choice(words.mentors_ask.names)]
    told = [pick(rng, words.mentors_ask.subjects[name].answers) for name in names]
    opening, closing = say("opening"), say("closing")
    extras = [say("reaction")]
    if rng.random() < 0.65:
        extras.append(led(say("ask_lead"), words.students_ask.question(rng)))
    else:
        extras.append(_another(rng, words.banks["student_reply.reaction"], extras[0]))

    used = sum(map(count, (opening, closing, *told)))
    kept = fitting(extras, used=used, goal=rng.choice((30, 60, 90)), high=90)
    return joined(opening, *told, *kept, closing)


def _another(rng: Random, sentences: Sentences, already: str) -> str:
    """Draw a sentence that is not a wording of the one already said."""
    wordings = rng.choice(sentences)
    while already in wordings:
        wordings = rng.choice(sentences)
    return rng.choice(wordings)


def mentor_reply(
    rng: Random, language: str, student_given_name: str, *, asked: str = "", noc: str = ""
) -> str:
    """Write what a mentor answers later, 15 to 90 words; `asked` is the student's message."""
    words = lexicon(language)
    names = words.students_ask.asked_in(asked)[:2]
    if not asked and rng.random() < 0.6:
        names = [rng.choice(words.students_ask.names)]
    answers = _answers(rng, language, names, noc)
    opening = "mentor_reply.opening_question" if names else "mentor_reply.opening"
    start = fill(pick(rng, words.banks[opening]), {"student": student_given_name})
    asides = words.banks["mentor_reply.aside"]
    aside = pick(rng, asides)
    if rng.random() < 0.6:
        end = words.mentors_ask.question(rng)
    else:
        end = pick(rng, words.banks["mentor_reply.closing"])

    used = count(start) + count(end)
    goal = rng.randint(30, 90) if answers else rng.choice((15, 30))
    extras = (*answers, aside, _another(rng, asides, aside))
    return joined(start, *fitting(extras, used=used, goal=goal, high=90), end)


def _in_order(rng: Random, language: str, section: str, *slots: str) -> str:
    """Write one sentence of each slot; a slot named twice may give a second one."""
    banks = lexicon(language).banks
    said: dict[str, str] = {}
    for slot in slots:
        bank = banks[f"{section}.{slot}"]
        if slot not in said:
            said[slot] = pick(rng, bank)
        elif rng.random() < 0.6:
            said[slot] = joined(said[slot], _another(rng, bank, said[slot]))
    return joined(*said.values())


def thanks(rng: Random, language: str) -> str:
    """Write a student's thanks, when the exchange ends."""
    return _in_order(rng, language, "thanks", "opening", "what", "what", "extra", "closing")


def ask_for_more(rng: Random, language: str) -> str:
    """Write a mentor's wish that the student say more."""
    slots = ("opening", "what", "what", "reassure", "closing")
    return _in_order(rng, language, "ask_for_more", *slots)


def decline(rng: Random, language: str) -> str:
    """Write a mentor's kind refusal."""
    slots = ("opening", "reason", "suggestion", "suggestion", "closing")
    return _in_order(rng, language, "decline", *slots)


# --- Messages for the moderators ------------------------------------------------------

HELD = ("phone", "mail", "handle", "meeting", "secret", "rude")
HELD_SHARES = (30, 50, 70, 84, 93, 100)  # a running total


def reflection(rng: Random, language: str, part: str) -> str:
    """Write one of the three short texts that a student keeps from a conversation."""
    return pick(rng, lexicon(language).banks[f"reflection.{part}"])


def held_message(rng: Random, language: str) -> str:
    """Write a message that the screen must hold; its contact data are fictional."""
    banks = lexicon(language).banks
    kind = rng.choices(HELD, cum_weights=HELD_SHARES)[0]
    name, word = pick(rng, banks["held.names"]), pick(rng, banks["held.words"])
    contacts = {
        "phone": _phone(rng),
        "mail": _mail(rng, language, name, word),
        "handle": f"@{name}{rng.choice(('_', '.', ''))}{word}{rng.randint(1, 99)}",
    }
    return joined(
        pick(rng, banks["held.lead"]),
        pick(rng, banks["student_reply.reaction"]),
        pick(rng, banks[f"held.{kind}"]).format_map(contacts),
        pick(rng, banks["held.tail"]),
    )


def _phone(rng: Random) -> str:
    """Return a number of the range kept for fiction, as people write it."""
    last = f"01{rng.randint(0, 99):02}"
    patterns = ("514 555-{}", "514-555-{}", "(514) 555-{}", "514.555.{}", "5 1 4  5 5 5  {}")
    pattern = rng.choice(patterns)
    return pattern.format(" ".join(last) if pattern[1] == " " else last)


def _mail(rng: Random, language: str, name: str, word: str) -> str:
    """Return an address of a domain kept for examples, sometimes in disguise."""
    domain = rng.choice(("com", "org", "net"))
    dot, at = ("point", "arobase") if language == "fr" else ("dot", "at")
    plain = f"{name}.{word}{rng.randint(1, 99)}@example.{domain}"
    return rng.choice((plain, plain, plain, f"{name} {at} example {dot} {domain}"))
