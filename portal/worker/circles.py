"""The end of a circle; mails to its mentor and its adults, when something waits for them."""

from datetime import timedelta

from portal import clock, mail
from portal.i18n import _l
from portal.outbox import emit
from portal.queries import circles as query
from portal.queries import question_answers
from portal.services import circles
from portal.worker.letters import write
from portal.worker.registry import JobInHand, on

A_DAY = timedelta(days=1)


@on("circle.ended", writes=True)
def end_circle(_job: JobInHand, *, group_id: int) -> None:
    """Hand what waits in a circle that is over to the moderators."""
    circles.end(group_id)


@on("circles.daily", writes=True)
def look_for_questions(_job: JobInHand) -> None:
    """Plan one mail for each circle in which questions of the last day wait for an answer."""
    for group_id in query.circles_with_news(clock.now() - A_DAY):
        emit("circle.asked", group_id=group_id)


@on("circle.asked")
def tell_mentor(job: JobInHand, *, group_id: int) -> None:
    """Tell the mentor that questions wait; neither names nor words are in the mail."""
    person = query.mentor_to_tell(group_id)
    if person is not None:
        page = mail.link("circles.show", group_id=group_id)
        subject = _l("Questions wait for you in a class circle on Lanterne")
        write(job, str(person.email), person.language, subject, "circle_asked", page)


@on("question_answer.proposed", writes=True)
def look_whom_to_ask(_job: JobInHand, *, number: int) -> None:
    """Plan one mail to each of those whose agreement a question and its answer wait for."""
    for person_id in question_answers.people_to_ask(number):
        emit("question_answer.asked", number=number, person_id=person_id)


@on("question_answer.asked")
def ask_for_agreement(job: JobInHand, *, number: int, person_id: int) -> None:
    """Tell somebody that an agreement is waited for; what it is about, only the page says."""
    found = question_answers.person_to_ask(number, person_id)
    if found is not None:
        person, group_id = found
        page = mail.link("circles.show", group_id=group_id)
        subject = _l("Your agreement is asked for on Lanterne")
        write(job, str(person.email), person.language, subject, "question_answer_asked", page)
