"""The forms of class circles."""

from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, Length, Optional

from portal.blueprints.threads.forms import LETTER, KeyedForm, MessageForm, tidy
from portal.i18n import _l, language
from portal.models.threads import MAX_BODY
from portal.services.circles import Plan, Said

MAX_NAME, MAX_TEXT = 80, 2000


def _name(label: Any, needed: Any) -> Any:
    rules = [
        DataRequired(needed),
        Length(max=MAX_NAME, message=_l("Say it in at most %(max)d characters.")),
    ]
    return StringField(label, filters=[tidy], validators=rules)


def _words(label: Any) -> Any:
    rules = [
        Optional(),
        Length(max=MAX_TEXT, message=_l("Say it in at most %(max)d characters.")),
    ]
    return TextAreaField(
        label, filters=[tidy], validators=rules, render_kw={"dir": "auto", "rows": "3"}
    )


def _day(label: Any) -> Any:
    return DateField(label, validators=[DataRequired(_l("Choose a day."))])


class ChangeForm(KeyedForm):
    """A circle as it stands."""

    name_fr = _name(_l("Name of the circle in French"), _l("Give the circle a name in French."))
    name_en = _name(_l("Name of the circle in English"), _l("Give the circle a name in English."))
    description_fr = _words(_l("What it is about, in French"))
    description_en = _words(_l("What it is about, in English"))
    first = _day(_l("First day: it begins when school opens"))
    last = _day(_l("Last day: it ends when school closes"))
    glance = BooleanField(
        _l("I look at questions before the circle reads them"),
        description=_l(
            "Your students are told. What you have not looked at by the end goes to the "
            "moderation team."
        ),
    )

    def plan(self) -> Plan:
        """Return what the form says."""
        said = Said(
            self.name_fr.data,
            self.name_en.data,
            self.description_fr.data or "",
            self.description_en.data or "",
        )
        return Plan(said, self.first.data, self.last.data, self.glance.data)


class CircleForm(ChangeForm):
    """A new circle, with what its class reads first."""

    opening = TextAreaField(
        _l("Your first words to the class and the mentor"),
        filters=[tidy],
        validators=[
            DataRequired(_l("Write a few words: they open the circle.")),
            Length(max=MAX_TEXT, message=_l("Say it in at most %(max)d characters.")),
        ],
        render_kw={"dir": "auto", "rows": "4"},
    )


class QuestionForm(MessageForm):
    """A question of a student."""

    body = TextAreaField(
        _l("Your question"),
        filters=[tidy],
        validators=[
            DataRequired(_l("Write a question before you send it.")),
            Length(
                max=MAX_BODY,
                message=_l("A message holds at most %(max)d characters. Shorten it."),
            ),
        ],
        render_kw={"dir": "auto", "rows": "5"},
    )
    unnamed = BooleanField(
        _l("Ask as “someone of the class”, without my name"),
        description=_l(
            "The mentor and the other students never learn who asks. The moderation team and "
            "the adults of your class do."
        ),
    )


class AnswerForm(MessageForm):
    """One message of the mentor for the questions that are ticked."""

    body = TextAreaField(
        _l("Your answer to all the questions that you ticked"),
        filters=[tidy],
        validators=[
            DataRequired(_l("Write an answer before you send it.")),
            Length(
                max=MAX_BODY,
                message=_l("A message holds at most %(max)d characters. Shorten it."),
            ),
        ],
        render_kw=LETTER,
    )
    questions = SelectMultipleField("", coerce=int, validate_choice=False)


def _shared(label: Any, rows: str) -> Any:
    rules = [
        DataRequired(_l("Leave something to read.")),
        Length(max=MAX_BODY, message=_l("Say it in at most %(max)d characters.")),
    ]
    look = {"dir": "auto", "rows": rows}
    return TextAreaField(label, filters=[tidy], validators=rules, render_kw=look)


class ShareForm(KeyedForm):
    """A question and its answer, for an occupation's page."""

    question = _shared(_l("The question"), "3")
    answer = _shared(_l("The answer"), "6")
    spoken = RadioField(
        _l("Language of the two texts"),
        choices=[SelectChoice("fr", _l("French")), SelectChoice("en", _l("English"))],
        default=language,
    )
    noc = StringField(
        _l("Occupation code"),
        validators=[DataRequired(_l("No occupation has this code."))],
        description=_l("Five digits of the national classification, as on the occupation's page."),
    )
