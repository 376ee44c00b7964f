"""The forms of reports and concerns."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import RadioField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, Length, Optional

from portal.blueprints.threads.forms import KeyedForm, tidy
from portal.i18n import _l
from portal.models.concerns import ConcernClosing, ConcernPriority, ConcernTopic

MAX_WORDS = 2000
TOO_LONG = _l("Say it in at most %(max)d characters.")


def _words(label: Any, *, asked: Any = None, help: Any = "", rows: int = 4) -> TextAreaField:
    """A field for own words; `asked`: what to say when it is empty, None when it may be."""
    return TextAreaField(
        label,
        description=help,
        filters=[tidy],
        validators=[
            DataRequired(asked) if asked else Optional(),
            Length(max=MAX_WORDS, message=TOO_LONG),
        ],
        render_kw={"dir": "auto", "rows": str(rows)},
    )


class ReportForm(KeyedForm):
    """Own words, which nobody has to give; the button that is pressed says the rest."""

    body = _words(_l("Add words"), rows=3)


class RaiseForm(KeyedForm):
    """What worries a mentor or the staff about a conversation."""

    topic = RadioField(
        _l("What is it about?"),
        choices=[
            SelectChoice("distress", _l("Distress: sadness, dark thoughts, panic")),
            SelectChoice("violence", _l("Violence or abuse, lived through or threatened")),
            SelectChoice("neglect", _l("Neglect: nobody looks after the student")),
            SelectChoice("bullying", _l("Bullying, at school or here")),
            SelectChoice(
                "out_of_bounds", _l("Out of bounds: secrets, meetings, contact elsewhere")
            ),
            SelectChoice("silence", _l("Silence: the student no longer writes")),
            SelectChoice("other", _l("Something else")),
        ],
        validators=[DataRequired(_l("Choose what it is about."))],
    )
    priority = RadioField(
        _l("How soon must somebody look?"),
        choices=[
            SelectChoice("immediate", _l("At once: somebody may be in danger, even at night")),
            SelectChoice("soon", _l("Soon: on the next day of school")),
            SelectChoice("normal", _l("In the coming days")),
        ],
        validators=[DataRequired(_l("Choose how soon somebody must look."))],
    )
    body = _words(
        _l("What you saw or read"),
        asked=_l("Write in a few words what worries you."),
        help=_l(
            "Facts first, in your own words. Only those who look after the student read them."
        ),
        rows=6,
    )

    def chosen(self) -> tuple[ConcernTopic, ConcernPriority]:
        """Return what was chosen, of a form that is valid."""
        return ConcernTopic(self.topic.data), ConcernPriority(self.priority.data)


class NoteForm(FlaskForm):
    """A note for the journal."""

    body = _words(
        _l("Note"),
        asked=_l("Write the note before you add it."),
        help=_l("It is kept as it is: nobody can change or remove it."),
    )


class SettleForm(FlaskForm):
    """How a duty was settled."""

    body = _words(_l("What was done"), rows=2)


class CloseForm(FlaskForm):
    """Why a case is closed."""

    reason = RadioField(
        _l("Why it can be closed"),
        choices=[
            SelectChoice("handled", _l("Somebody acted, and the student is looked after")),
            SelectChoice("handed_over", _l("Handed over: youth protection, police or ombudsman")),
            SelectChoice("unfounded", _l("Looked into: there is nothing to fear")),
            SelectChoice("duplicate", _l("Another case is about the same thing")),
        ],
        validators=[DataRequired(_l("Choose why it can be closed."))],
    )
    body = _words(
        _l("What was done, and what remains"),
        asked=_l("Write what was done before you close the case."),
    )

    def closing(self) -> ConcernClosing:
        """Return the reason, of a form that is valid."""
        return ConcernClosing(self.reason.data)


class ReopenForm(FlaskForm):
    """Why a case is opened again."""

    body = _words(
        _l("Why it must be opened again"), asked=_l("Write why it must be opened again.")
    )
