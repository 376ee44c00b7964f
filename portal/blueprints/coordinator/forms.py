"""What a coordinator types: a name to look for, a step that was done, a day."""

from datetime import timedelta

from flask_wtf import FlaskForm
from wtforms import DateField, Field, HiddenField, SearchField
from wtforms.validators import AnyOf, Length, Optional, ValidationError

from portal import clock
from portal.i18n import _, _l
from portal.models.mentors import MentorStep

FURTHEST_BACK, FURTHEST_AHEAD = timedelta(days=5 * 365), timedelta(days=10 * 366)


class FindForm(FlaskForm):
    """A name to look for among the mentors."""

    words = SearchField(_l("Find a mentor by name"), validators=[Length(max=100)])


class StepForm(FlaskForm):
    """The step that the page offered: a second click names the same one."""

    step = HiddenField(validators=[AnyOf([step.value for step in MentorStep])])


class VerificationForm(FlaskForm):
    """Until when the board's verification of a mentor holds."""

    screened_until = DateField(
        _l("The verification holds until"),
        description=_l(
            "The last day, included. After it, students no longer find this mentor and nothing "
            "can be sent in the conversations, until you write a later day. Empty: no end."
        ),
        validators=[Optional()],
    )

    def validate_screened_until(self, field: Field) -> None:
        """Refuse a year that was mistyped."""
        today = clock.today()
        if field.data and not today - FURTHEST_BACK <= field.data <= today + FURTHEST_AHEAD:
            raise ValidationError(_("Check the year: this day is too far from today."))
