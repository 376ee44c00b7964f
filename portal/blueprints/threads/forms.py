"""The forms of a conversation."""

import unicodedata
from typing import Any
from uuid import uuid4

from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from portal.i18n import _, _l
from portal.models.matches import MatchClosing
from portal.models.threads import MAX_BODY

# Separators, controls, formats and marks on no letter: a text of these alone says nothing.
UNSEEN = frozenset({"Cc", "Cf", "Mn", "Me", "Zl", "Zp", "Zs"})
BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")  # letters by their category, and no ink
# Overrides and embeddings show a text in another order than the one in which it was screened:
# a telephone number written backwards, for one. Right-to-left scripts need none of them.
REORDERING = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0))
MAX_OWN_WORDS = 2000
LETTER = {"dir": "auto", "rows": "8"}


def tidy(text: str | None) -> str:
    """Return what was typed, in its order, with plain line ends; empty when nothing is seen."""
    plain = (text or "").replace("\r\n", "\n").replace("\r", "\n").translate(REORDERING).strip()
    return plain if any(_says_something(sign) for sign in plain) else ""


def _says_something(sign: str) -> bool:
    return sign not in BLANK and unicodedata.category(sign) not in UNSEEN


class KeyedForm(FlaskForm):
    """A form with the number by which a second click is known."""

    # With no label, WTForms would read its own catalogue from the disk for each page.
    send_key = HiddenField(
        "",
        default=lambda: uuid4().hex,
        validators=[Length(max=64)],
        filters=[lambda key: key or ""],
    )

    def key(self) -> str:
        """The number of this form; a form that lost it gets a new one."""
        return self.send_key.data or uuid4().hex


class MessageForm(KeyedForm):
    """A message."""

    body = TextAreaField(
        _l("Your message"),
        filters=[tidy],
        validators=[
            DataRequired(_l("Write a message before you send it.")),
            Length(
                max=MAX_BODY,
                message=_l("A message holds at most %(max)d characters. Shorten it."),
            ),
        ],
        render_kw=LETTER,
    )


class DeclineForm(MessageForm):
    """A kind no: one of four reasons, and own words."""

    reason = RadioField(
        _l("Why you cannot say yes"),
        choices=[
            SelectChoice("busy", _l("I have no time for one more student just now")),
            SelectChoice("field", _l("The question is about something I know too little")),
            SelectChoice("away", _l("I will be away in the coming weeks")),
            SelectChoice("own", _l("Another reason, in my own words")),
        ],
        validators=[DataRequired(_l("Choose a reason."))],
    )
    body = TextAreaField(
        _l("Your own words"),
        description=_l(
            "They follow the sentence that the reason gives. A good question to ask someone else "
            "makes a no kinder."
        ),
        filters=[tidy],
        validators=[
            Optional(),
            Length(
                max=MAX_OWN_WORDS,
                message=_l("A message holds at most %(max)d characters. Shorten it."),
            ),
        ],
        render_kw={"dir": "auto", "rows": "5"},
    )

    def validate_reason(self, field: Any) -> None:
        """Ask for words where the reason has none of its own."""
        if field.data == "own" and not self.body.data:
            raise ValidationError(_("Write a few words of your own, or choose another reason."))

    def letter(self) -> str:
        """Return the whole message: the reason's sentence, then the own words."""
        sentences = {
            "busy": _(
                "Thank you for writing to me. I cannot take one more student just now, "
                "and would rather say so than keep you waiting."
            ),
            "field": _(
                "Thank you for your question. I know too little about this to help you well; "
                "another mentor will answer you better."
            ),
            "away": _(
                "Thank you for writing to me. I will be away in the coming weeks "
                "and could not answer you in good time."
            ),
        }
        parts = (sentences.get(self.reason.data, ""), self.body.data or "")
        return "\n\n".join(part for part in parts if part)


class CloseForm(MessageForm):
    """The end of a conversation: why, for the reports alone, and last words if one likes."""

    reason = RadioField(
        _l("Why you end it"),
        description=_l("It is only counted: the other person is not told."),
        coerce=MatchClosing,
        validators=[InputRequired(_l("Choose a reason."))],
    )
    body = TextAreaField(
        _l("Last words"),
        description=_l("A thank you, what you keep from it. They are sent before the end."),
        filters=[tidy],
        validators=[
            Optional(),
            Length(
                max=MAX_BODY,
                message=_l("A message holds at most %(max)d characters. Shorten it."),
            ),
        ],
        render_kw={"dir": "auto", "rows": "5"},
    )

    def offer(self, *, to_student: bool) -> None:
        """Offer the reasons in the words of a student or of a mentor."""
        leaving = _("I am leaving the school or the program")
        if not to_student:
            leaving = _("I can no longer take part")
        unsuited = _("It was not the right person for my questions")
        if not to_student:
            unsuited = _("Someone else would help this student better")
        self.reason.choices = [
            SelectChoice(MatchClosing.FINISHED, _("We said what we wanted to say")),
            SelectChoice(MatchClosing.SILENT, _("Nobody writes any more")),
            SelectChoice(MatchClosing.LEAVING, leaving),
            SelectChoice(MatchClosing.UNSUITED, unsuited),
            SelectChoice(MatchClosing.OTHER, _("Another reason")),
        ]


class OpenForm(FlaskForm):
    """Why someone of the staff reads a conversation."""

    reason = StringField(
        _l("Why you need to read it"),
        description=_l("The student sees this reason, your name and the time."),
        filters=[tidy],
        validators=[
            DataRequired(_l("Write why you need to read this conversation.")),
            Length(min=8, message=_l("Say it in a few words, so that the student understands.")),
            Length(max=300, message=_l("Say it in at most %(max)d characters.")),
        ],
    )
