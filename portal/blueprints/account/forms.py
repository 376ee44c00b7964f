"""The forms of the own account."""

from datetime import timedelta
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    Field,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, NumberRange, Optional, ValidationError

from portal import clock
from portal.blueprints.passwords.forms import PersonForm, new_password_field
from portal.blueprints.threads.forms import tidy
from portal.i18n import _, _l
from portal.models.people import Person
from portal.queries.people import FirstSteps

LONGEST_PAUSE = timedelta(days=366)


def _strip(text: str | None) -> str | None:
    return " ".join(text.split()) if text else text


class WelcomeForm(PersonForm):
    """What a newcomer gives: the own password, and the own consent from 14 on."""

    new_password = new_password_field()
    consent = BooleanField(
        _l("I have read this notice and I agree to take part."),
        validators=[
            DataRequired(_l("Tick the box if you agree; without it you cannot take part."))
        ],
    )

    def __init__(self, person: Person, steps: FirstSteps, **kwargs: Any) -> None:
        super().__init__(person, **kwargs)
        if not steps.needs_password:
            del self.new_password
        if not steps.needs_consent:
            del self.consent


class ProfileForm(FlaskForm):
    """How the portal speaks to a person, and for a student what mentors see."""

    pseudonym = StringField(
        _l("Name that mentors see"),
        description=_l("Your first name is shown when this is empty. Your family name never is."),
        filters=[_strip],
        validators=[Length(max=40, message=_l("At most 40 characters."))],
        render_kw={"autocomplete": "off", "maxlength": 40},
    )
    language = SelectField(
        _l("Language of pages and mail"),
        validators=[DataRequired()],  # so that it does not read "(optional)"
        choices=[SelectChoice("fr", "Français"), SelectChoice("en", "English")],
    )


class AvailabilityForm(FlaskForm):
    """When and how much a mentor answers."""

    paused_until = DateField(
        _l("On pause until"),
        description=_l("You come back in the search on this day. Empty: no pause."),
        validators=[Optional()],
    )
    capacity = IntegerField(
        _l("How many students at the same time"),
        validators=[
            DataRequired(_l("Write a number from 1 to 20.")),
            NumberRange(1, 20, _l("Write a number from 1 to 20.")),
        ],
        render_kw={"min": 1, "max": 20},
    )

    def validate_paused_until(self, field: Field) -> None:
        """Refuse a day that has passed, or one too far to be meant."""
        if field.data is None:  # not a date at all: the field has said so
            return
        if not clock.today() < field.data <= clock.today() + LONGEST_PAUSE:
            raise ValidationError(_("Choose a day to come, within a year."))


class AppealForm(FlaskForm):
    """What the author says against a step: one text."""

    body = TextAreaField(
        _l("Why it should be looked at again"),
        filters=[tidy],
        validators=[
            DataRequired(_l("Say why, in a few words.")),
            Length(max=2000, message=_l("Say it in at most %(max)d characters.")),
        ],
        render_kw={"dir": "auto", "rows": "4"},
    )
    anyway = BooleanField(_l("Send it as it is"))
