"""A circle's page asks the same of the database however many questions it has."""

from datetime import timedelta

import pytest
from sqlalchemy import insert

from portal import clock
from portal.extensions import db, unit_of_work
from portal.models.class_periods import Glance
from portal.models.threads import Message, MessageState
from portal.models.topics import AnsweredQuestion, QuestionAnswer
from portal.queries.circles import QUESTIONS
from tests.cast import IDS, Cast
from tests.circles import move_end, write_circle
from tests.statements import statements_of

AT_MOST = 12
PAGES = [("claire", ""), ("claire", "/waiting"), ("zoe", "?unanswered=1"), ("marc", "")]


def add_questions(group_id: int, topic_id: int, count: int, *, first: int = 0) -> None:
    """Write answered, unanswered, waiting and proposed questions: a fourth of each."""
    now = clock.now() - timedelta(minutes=50)
    with unit_of_work():
        for number in range(first, first + count):
            kind, asker = number % 4, ("zoe", "theo")[number % 2]
            row = {"thread_id": topic_id, "unnamed": number % 3 == 0, "sent_at": now}
            shown = row | {"state": MessageState.VISIBLE, "shown_at": now}
            held = row | {"state": MessageState.HELD, "shown_at": None}
            asked = _add(number, asker, held if kind == 2 else shown)
            if kind == 2:
                db.session.execute(insert(Glance).values(message_id=asked, group_id=group_id))
            if kind in (0, 3):
                reply = _add(number, "marc", shown | {"unnamed": False})
                db.session.execute(
                    insert(AnsweredQuestion).values(question_id=asked, answer_id=reply)
                )
            if kind == 3:
                _propose(group_id, asked, reply, number)


def _add(number: int, name: str, row: dict[str, object]) -> int:
    said = {"author_id": IDS[name], "body": f"{name} {number}", "send_key": f"{name}-{number}"}
    done = db.session.execute(insert(Message).values(row | said))
    return int(done.inserted_primary_key[0])


def _propose(group_id: int, asked: int, reply: int, number: int) -> None:
    db.session.add(
        QuestionAnswer(
            group_id=group_id, noc="72106", language="fr", question="Q?", answer="R.",
            question_message_id=asked, answer_message_id=reply, send_key=f"shared-{number}",
            proposed_by_id=IDS["claire"], counsellor_agreed_at=clock.now(),
        )
    )  # fmt: skip


@pytest.mark.parametrize("over", [False, True], ids=["under way", "over"])
def test_ten_times_the_questions_same_statements(cast: Cast, over: bool) -> None:
    with cast.app.app_context():
        group_id, topic_id = write_circle(cast, glance=True)
        add_questions(group_id, topic_id, 8)
        if over:
            move_end(group_id, -1)

    def asked() -> list[int]:
        place = f"/circles/{group_id}"
        return [len(statements_of(cast.client(name), place + end)) for name, end in PAGES]

    few = asked()
    with cast.app.app_context():
        add_questions(group_id, topic_id, 4 * QUESTIONS, first=100)
    many = asked()
    assert few == many and max(many) <= AT_MOST, list(zip(PAGES, few, many, strict=True))
