"""The three decisions on a held message, each a form of its own on one page."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, Length, ValidationError

from portal.blueprints.threads.forms import tidy
from portal.i18n import _, _l
from portal.models.moderation import RefusalReason
from portal.models.threads import MAX_BODY

TOO_LONG = _l("A message holds at most %(max)d characters. Shorten it.")


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
        choices=[
            SelectChoice(RefusalReason.CONTACT, _l("It gives a way to meet or write elsewhere")),
            SelectChoice(RefusalReason.TONE, _l("Its tone could hurt")),
            SelectChoice(
                RefusalReason.OFF_TOPIC, _l("It is not about work, studies or the path to them")
            ),
            SelectChoice(
                RefusalReason.PERSONAL, _l("It tells or asks too much about private life")
            ),
            SelectChoice(RefusalReason.OTHER, _l("Another reason, explained in the note")),
        ],
        coerce=str,
        validators=[DataRequired(_l("Choose a reason: the author reads it."))],
    )
    note = TextAreaField(
        _l("Note to the author"),
        filters=[tidy],
        validators=[Length(max=1000, message=TOO_LONG)],
        render_kw={"dir": "auto", "rows": "3"},
    )

    def validate_note(self, field: Any) -> None:
        """Ask for a note where the reason says that there is one."""
        if self.reason.data == RefusalReason.OTHER and not field.data:
            raise ValidationError(_("Say in a note why you refuse it: the author reads it."))
