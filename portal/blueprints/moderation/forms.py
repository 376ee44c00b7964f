"""What a moderator types: a decision on a held message, a note, a reason, a step, a filter."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from portal.blueprints.threads.forms import tidy
from portal.data.findings import wording
from portal.i18n import _, _l, language
from portal.models.moderation import HoldReason
from portal.models.threads import MAX_BODY
from portal.queries import refusals
from portal.queries.moderation import Wanted
from portal.screening import Kind, Severity
from portal.services.refusals import ReasonWords

TOO_LONG = _l("A message holds at most %(max)d characters. Shorten it.")
SHORTER = _l("Say it in at most %(max)d characters.")


class ApproveForm(FlaskForm):
    """Show the message as it is."""


class RedactForm(FlaskForm):
    """Show another text in its place."""

    body = TextAreaField(
        _l("The text that the other person will read"),
        filters=[tidy],
        validators=[
            DataRequired(_l("Leave some text, or refuse the message.")),
            Length(max=MAX_BODY, message=TOO_LONG),
        ],
        render_kw={"dir": "auto", "rows": "6"},
    )
    confirmed = BooleanField(_l("I have read the new text and show it all the same"))


class RefuseForm(FlaskForm):
    """Keep the message from the other person."""

    reason = RadioField(
        _l("Reason, which the author reads"),
        coerce=int,
        validators=[InputRequired(_l("Choose a reason: the author reads it."))],
    )
    note = TextAreaField(
        _l("Note to the author"),
        filters=[tidy],
        validators=[Length(max=1000, message=TOO_LONG)],
        render_kw={"dir": "auto", "rows": "3"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offered = refusals.choices()
        self.reason.choices = [(choice.id, choice.text) for choice in self._offered]
        # A reason that is none, or retired meanwhile, is one that was not chosen.
        self.reason.validate_choice = False

    def validate_reason(self, field: Any) -> None:
        """Refuse what is not offered."""
        if field.data not in {choice.id for choice in self._offered}:
            raise ValidationError(_("Choose a reason: the author reads it."))

    def validate_note(self, field: Any) -> None:
        """Ask for a note where the reason says that there is one."""
        needing = {choice.id for choice in self._offered if choice.needs_note}
        if self.reason.data in needing and not field.data:
            raise ValidationError(_("Say in a note why you refuse it: the author reads it."))


class NoteForm(FlaskForm):
    """Words for the other moderators."""

    body = TextAreaField(
        _l("Note to the team"),
        filters=[tidy],
        validators=[
            DataRequired(_l("Write the note before you keep it.")),
            Length(max=2000, message=SHORTER),
        ],
        render_kw={"dir": "auto", "rows": "3"},
    )


class EscalateForm(FlaskForm):
    """Why somebody else should decide."""

    note = TextAreaField(
        _l("Why somebody else should decide"),
        filters=[tidy],
        validators=[Length(max=2000, message=SHORTER)],
        render_kw={"dir": "auto", "rows": "2"},
    )


class ReasonForm(FlaskForm):
    """A reason for refusing, in both languages."""

    text_fr = StringField(
        _l("Reason, in French"),
        filters=[tidy],
        validators=[
            DataRequired(_l("Word the reason in French: authors read it in their language.")),
            Length(max=300, message=SHORTER),
        ],
    )
    text_en = StringField(
        _l("Reason, in English"),
        filters=[tidy],
        validators=[
            DataRequired(_l("Word the reason in English: authors read it in their language.")),
            Length(max=300, message=SHORTER),
        ],
    )
    advice_fr = StringField(
        _l("What to do next, in French"),
        filters=[tidy],
        validators=[Length(max=300, message=SHORTER)],
    )
    advice_en = StringField(
        _l("What to do next, in English"),
        filters=[tidy],
        validators=[Length(max=300, message=SHORTER)],
    )
    needs_note = BooleanField(_l("The moderator must explain in a note"))

    def words(self) -> ReasonWords:
        """Return what was typed."""
        return ReasonWords(
            text_fr=self.text_fr.data,
            text_en=self.text_en.data,
            advice_fr=self.advice_fr.data or "",
            advice_en=self.advice_en.data or "",
            needs_note=self.needs_note.data,
        )


class StepForm(FlaskForm):
    """What the person reads with a step of the ladder."""

    note = TextAreaField(
        _l("What the person reads"),
        filters=[tidy],
        validators=[
            DataRequired(_l("Say what happened and what you expect: the person reads it.")),
            Length(max=1000, message=SHORTER),
        ],
        render_kw={"dir": "auto", "rows": "3"},
    )


class AnswerForm(FlaskForm):
    """What the person reads in answer to an appeal."""

    answer = TextAreaField(
        _l("Answer to the person"),
        filters=[tidy],
        validators=[
            DataRequired(_l("Write an answer: the person reads it.")),
            Length(max=1000, message=SHORTER),
        ],
        render_kw={"dir": "auto", "rows": "3"},
    )


class FilterForm(FlaskForm):
    """Which part of the queue; part of the address, so that it can be kept."""

    class Meta:
        csrf = False

    kind = SelectField(_l("What was found"), validators=[Optional()], validate_choice=False)
    reason = SelectField(_l("Why it waits"), validators=[Optional()], validate_choice=False)
    severity = SelectField(_l("How serious"), validators=[Optional()], validate_choice=False)
    language = SelectField(
        _l("Language of the author"), validators=[Optional()], validate_choice=False
    )
    whose = SelectField(_l("Who has it"), validators=[Optional()], validate_choice=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code, every = language(), ("", _("All"))
        kinds = sorted((wording(kind.value, code).name, kind.value) for kind in Kind)
        self.kind.choices = [every, *((value, name) for name, value in kinds)]
        self.reason.choices = [every, *hold_reasons()]
        self.severity.choices = [every, *severities()]
        self.language.choices = [every, ("fr", _("French")), ("en", _("English"))]
        self.whose.choices = [every, ("mine", _("I have it open")), ("free", _("Nobody yet"))]

    def wanted(self, *, escalated: bool) -> Wanted:
        """Return what is asked for; what is no choice asks for nothing."""
        chosen = {field.name: _chosen(field) for field in self}
        return Wanted(
            kind=chosen["kind"],
            reason=chosen["reason"],
            severity=int(chosen["severity"]) if chosen["severity"] else None,
            language=chosen["language"],
            whose=chosen["whose"],
            escalated=escalated,
        )


def hold_reasons() -> list[tuple[str, str]]:
    """Return why messages wait, in few words."""
    return [
        (HoldReason.FINDING.value, _("Something found")),
        (HoldReason.REPORTED.value, _("Reported by somebody")),
        (HoldReason.GLANCE.value, _("First messages of a class")),
        (HoldReason.NEW_MENTOR.value, _("New mentors")),
        (HoldReason.FULL_REVIEW.value, _("Full review")),
        (HoldReason.SAMPLED.value, _("Drawn at random")),
    ]


def severities() -> list[tuple[str, str]]:
    """Return how serious a message may be, the worst first."""
    return [
        (str(int(Severity.IMMEDIATE)), _("Immediate")),
        (str(int(Severity.HIGH)), _("High")),
        (str(int(Severity.MEDIUM)), _("Medium")),
        (str(int(Severity.LOW)), _("Low")),
        (str(int(Severity.NOTED)), _("Nothing found")),
    ]


def _chosen(field: Any) -> str:
    offered = {value for value, _name in field.choices}
    return field.data if field.data in offered else ""
