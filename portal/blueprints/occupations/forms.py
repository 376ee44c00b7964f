"""Six questions about interests."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from portal.data.exploring import LETTERS, questions
from portal.i18n import _l, language


def _question(letter: str) -> RadioField:
    return RadioField(
        letter,
        choices=[
            SelectChoice("2", _l("Yes, a lot")),
            SelectChoice("1", _l("A little")),
            SelectChoice("0", _l("Not really")),
        ],
        # Not DataRequired: "0" is an answer like the others.
        validators=[InputRequired(_l("Choose one of the three answers."))],
    )


class InterestsForm(FlaskForm):
    """One field for each RIASEC letter."""

    R, I, A, S, E, C = map(_question, LETTERS)  # noqa: E741 - the letters are their names

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        for question in questions():
            self[question.slug].label.text = question.name(language())

    @property
    def answers(self) -> dict[str, int]:
        """What was answered, from 0 to 2 by letter."""
        return {letter: int(self[letter].data) for letter in LETTERS}
