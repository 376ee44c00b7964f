"""Questions and answers of a circle on an occupation's page: agreed to by two, nobody named."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from portal import clock
from portal.errors import Conflict, Invalid, NotFound
from portal.extensions import db, unit_of_work
from portal.models.mentors import Mentor
from portal.models.people import Person
from portal.models.students import Consent, ConsentKind
from portal.models.threads import Message, MessageState
from portal.models.topics import QuestionAnswer
from portal.queries.question_answers import of_circle, of_occupation
from portal.services import circles, mentors, posts, question_answers, topics
from portal.services.question_answers import Words
from tests.cast import IDS
from tests.circles import move_end, write_circle
from tests.groups import say
from tests.statements import statements

ASKED = "Bonjour Marc, est-ce que c’est dangereux de souder en hauteur?"
REPLY = "Non, si on suit les règles. À mon usine, on s’attache toujours."
SHORT = Words(
    "Est-ce dangereux de souder en hauteur?", "Non, si on suit les règles.", "fr", "72106"
)


@pytest.fixture
def asked(cast):
    """A circle that is over, with one question that has its answer."""
    with cast.app.app_context():
        group_id, topic_id = write_circle(cast)
        question_id = say(cast, "zoe", topic_id, ASKED, unnamed=True).id
        with unit_of_work():
            circles.answer(
                mentor=cast.person("marc"), group_id=group_id, question_ids=[question_id],
                body=REPLY, send_key="a",
            )  # fmt: skip
        move_end(group_id, -0.1)
        yield group_id, question_id


def propose(cast, who, asked, words=SHORT, key="p"):
    with unit_of_work():
        return question_answers.propose(
            actor=cast.person(who), group_id=asked[0], question_id=asked[1], words=words,
            send_key=key,
        ).id  # fmt: skip


def on_page():
    return [pair.question for pair in of_occupation("72106")[0]]


@pytest.mark.parametrize(("first", "second"), [("marc", "claire"), ("claire", "marc")])
def test_it_shows_once_both_agree_and_either_takes_it_off(cast, asked, first, second):
    number = propose(cast, first, asked)
    assert propose(cast, first, asked) == number  # a second click
    assert on_page() == []
    for stranger in ("zoe", "mona", "fatou", "grace"):
        with pytest.raises(NotFound), unit_of_work():
            question_answers.agree(actor=cast.person(stranger), number=number)
        assert of_circle(cast.person(stranger), asked[0]) == []
    with unit_of_work():
        question_answers.agree(actor=cast.person(first), number=number)  # is no second one
    assert on_page() == []
    with unit_of_work():
        question_answers.agree(actor=cast.person(second), number=number)
    html = cast.client().get("/occupations/72106").get_data(as_text=True)
    assert SHORT.question in html and SHORT.answer in html
    assert "Questions et réponses" in html and "Marc" not in html and "Zoé" not in html
    with pytest.raises(Conflict):
        propose(cast, second, asked, key="again")
    with unit_of_work():
        question_answers.withdraw(actor=cast.person(first), number=number)
    assert on_page() == []
    with pytest.raises(Conflict), unit_of_work():
        question_answers.agree(actor=cast.person(second), number=number)


@pytest.mark.parametrize(
    "words",
    [
        Words("Bonjour Marc, est-ce dangereux?", SHORT.answer, "fr", "72106"),
        Words("Zoé-Maëlle demande?", SHORT.answer, "fr", "72106"),
        Words(SHORT.question, "Appelez au 514 555-0123.", "fr", "72106"),
        Words(SHORT.question, REPLY + " Et plus encore.", "fr", "72106"),
        Words(SHORT.question, SHORT.answer, "fr", "00000"),
        Words(SHORT.question, SHORT.answer, "de", "72106"),
    ],
)
def test_names_contact_data_longer_texts_and_unknown_codes_are_refused(cast, asked, words):
    with pytest.raises(Invalid):
        propose(cast, "claire", asked, words)


def test_only_after_the_end_and_only_by_those_of_the_circle(cast, asked):
    for who in ("zoe", "mona", "denis", "grace"):
        with pytest.raises(NotFound):
            propose(cast, who, asked)
    move_end(asked[0], 5)
    with pytest.raises(Conflict):
        propose(cast, "claire", asked)


def test_a_message_that_goes_takes_its_words_with_it(cast, asked):
    number = propose(cast, "marc", asked)
    with unit_of_work():
        question_answers.agree(actor=cast.person("claire"), number=number)
    answer_id = db.session.get_one(QuestionAnswer, number).answer_message_id
    for state in (MessageState.REDACTED, MessageState.REFUSED, MessageState.HELD):
        for message_id in (asked[1], answer_id):
            for now, shown in ((state, []), (MessageState.VISIBLE, [SHORT.question])):
                with unit_of_work():
                    this = update(Message).where(Message.id == message_id)
                    db.session.execute(this.values(state=now))
                assert on_page() == shown
    topic_id = db.session.get_one(Message, answer_id).thread_id
    for on, shown in ((True, []), (False, [SHORT.question])):
        with unit_of_work():
            topics.hide(actor=cast.person("mona"), topic_id=topic_id, on=on)
        assert on_page() == shown
    with unit_of_work():
        posts.withdraw(author=cast.person("zoe"), message_id=asked[1])
    assert on_page() == []


def test_who_no_longer_takes_part_takes_the_words_along_for_good(cast, asked):
    number = propose(cast, "marc", asked)
    with unit_of_work():
        question_answers.agree(actor=cast.person("claire"), number=number)
    marc, zoe = IDS["marc"], IDS["zoe"]
    with unit_of_work():
        consent = consents_of(zoe)
    for change, back in (
        (update(Person).where(Person.id == marc).values(state="suspended"), {"state": "active"}),
        (update(Person).where(Person.id == marc).values(state="left"), {"state": "active"}),
        (
            update(Mentor).where(Mentor.person_id == marc).values(deactivated_at=clock.now()),
            {"deactivated_at": None},
        ),
        (consent.values(withdrawn_at=clock.now()), {"withdrawn_at": None}),
    ):
        for now, shown in ((change, []), (change.values(**back), [SHORT.question])):
            with unit_of_work():
                db.session.execute(now)
            assert on_page() == shown
    with unit_of_work():
        mentors.deactivate(coordinator=cast.person("coralie"), mentor_id=marc)
        question_answers.erase_lapsed()
    with unit_of_work():
        mentors.reactivate(coordinator=cast.person("coralie"), mentor_id=marc)
    assert on_page() == []  # it was withdrawn; they may propose it again
    again = propose(cast, "marc", asked, key="again")
    with clock.frozen_at(clock.now() + timedelta(days=31)), unit_of_work():
        question_answers.erase_lapsed()
    assert list(db.session.scalars(select(QuestionAnswer.id))) == [again]


def consents_of(student_id):
    """Write a consent of a student; return the statement that changes it."""
    given = {"kind": ConsentKind.OWN, "text_version": "1", "language": "fr"}
    day = clock.today()
    db.session.add(
        Consent(student_id=student_id, recorded_by_id=student_id, given_on=day, **given)
    )
    return update(Consent).where(Consent.student_id == student_id)


def test_the_page_of_an_occupation_asks_no_more_for_many(cast, asked):
    number = propose(cast, "marc", asked)
    with unit_of_work():
        question_answers.agree(actor=cast.person("claire"), number=number)
    client = cast.client("claire")
    client.get("/occupations/72106")
    with statements(cast.app) as few:
        client.get("/occupations/72106")
    row = db.session.get_one(QuestionAnswer, number)
    kept = {
        name: getattr(row, name)
        for name in (
            "group_id", "noc", "language", "answer", "question_message_id", "answer_message_id",
            "proposed_by_id", "published_at",
        )
    }  # fmt: skip
    with unit_of_work():
        for turn in range(12):
            db.session.add(QuestionAnswer(question=f"Question {turn}?", **kept))
    with statements(cast.app) as many:
        html = client.get("/occupations/72106").get_data(as_text=True)
    assert len(many) == len(few)
    assert "page=2" in html and html.count("Question ") < 8
