"""A question and its answer are proposed: the other one is asked by mail, without a word of it."""

import pytest

from portal.extensions import unit_of_work
from portal.services import question_answers
from tests.services.test_question_answers import REPLY, SHORT, asked, propose

__all__ = ["asked"]


@pytest.mark.parametrize(("first", "other"), [("marc", "claire"), ("claire", "marc")])
def test_the_other_one_is_asked_once_and_not_when_it_is_over(outbox, cast, asked, first, other):
    number, to = propose(cast, first, asked), cast.person(other).email
    propose(cast, first, asked)  # a second click
    outbox.work()
    page = f"/circles/{asked[0]}"
    (letter,) = [one for one in outbox.letters(to) if page in one.get_content()]
    written = f"{letter['Subject']} {letter.get_content()}"
    for word in (SHORT.question, REPLY, "Marc", "Zoé", "soud"):
        assert word not in written
    with unit_of_work():
        question_answers.agree(actor=cast.person(other), number=number)
    outbox.put("question_answer.proposed", number=number)
    outbox.work()
    assert len([one for one in outbox.letters(to) if page in one.get_content()]) == 1
