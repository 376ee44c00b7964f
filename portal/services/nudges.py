"""The ready words of a follow-up, in the student's language."""

from portal.i18n import _, in_language
from portal.queries.standings import Need

NUDGES = (Need.LATE, Need.REPLY_LATE, Need.TO_NUDGE, Need.LEAVING, Need.NOT_STARTED)


def ready_text(need: Need, language: str) -> str:
    """Return what a nudge for this need says to a student; KeyError for one without a nudge."""
    with in_language(language):
        return {
            Need.LATE: _(
                "The person you wrote to has not answered yet. It happens, and it says nothing "
                "about your question. You may take your request back and write to someone else."
            ),
            Need.REPLY_LATE: _(
                "Your last message has no answer yet. People at work have busy weeks: you may add "
                "a question, or write to someone else meanwhile."
            ),
            Need.TO_NUDGE: _(
                "Your conversation has been quiet for a while. A question, some news or a thank "
                "you is enough to take it up again. If all is said, you may also end it."
            ),
            Need.LEAVING: _(
                "The school year is ending. Before you leave, take a moment to ask your last "
                "question and to thank the person who answered you."
            ),
            Need.NOT_STARTED: _(
                "Someone who does the job can answer your questions. Find an occupation that "
                "makes you curious: two sentences are enough to begin."
            ),
        }[need]


def ready_line(language: str) -> str:
    """Return the line beside a mentor who is suggested in place of a silent one."""
    with in_language(language):
        return str(
            _(
                "The person you wrote to has not answered yet, which says nothing about your "
                "question. This one does the same job and has room."
            )
        )
