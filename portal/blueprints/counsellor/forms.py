"""What a counsellor types: names, dates, periods, a class group, who receives a slip."""

from datetime import date
from typing import Any

from flask import request
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    RadioField,
    SearchField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    Optional,
    StopValidation,
    ValidationError,
)

from portal import clock
from portal.blueprints.threads.forms import KeyedForm, tidy
from portal.i18n import _, _l
from portal.models.follow_ups import FollowUpAction
from portal.models.matches import MatchClosing
from portal.queries.slips import Receivers
from portal.reports import periods
from portal.reports.periods import Period
from portal.school_time import school_year
from portal.services.class_groups import LONGEST_NAME
from portal.services.follow_ups import LONGEST

LONGEST_NUMBER = 15  # digits that every database holds
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)


class DayField(DateField):
    """A day; what is none gets a sentence in the reader's language."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read a day as browsers send it (2026-10-09)."""
        self.invalid_value_message = _("Write the day as year-month-day, for example 2026-10-09.")
        super().process_formdata(valuelist)

    def pre_validate(self, form: FlaskForm) -> None:
        """Refuse what is no day, and a day that no calendar of a school holds."""
        if self.process_errors and any(text.strip() for text in self.raw_data):
            raise StopValidation  # its sentence stands; others would hide it
        if self.data is not None and not EARLIEST <= self.data <= LATEST:
            raise StopValidation(_("Choose a day between the years 2000 and 2100."))


class FindForm(FlaskForm):
    """A name to look for among the students followed."""

    words = SearchField(_l("Find a student by name"), validators=[Length(max=100)])


class FollowUpForm(KeyedForm):
    """What to do about the students ticked, or about all of a list; the buttons say what."""

    everyone = BooleanField("")
    body = StringField(
        _l("A line of your own"),
        description=_l("Added to the ready text of a nudge, in the language in which you write."),
        filters=[tidy],
        render_kw={"dir": "auto", "maxlength": str(LONGEST)},
    )

    @property
    def student_ids(self) -> list[int] | None:
        """The students ticked; None for everyone."""
        if self.everyone.data:
            return None
        ticked = request.form.getlist("student")
        numbers = (text for text in ticked if text.isascii() and text.isdecimal())
        # Nobody has number 0; a number too large for the database is nobody's either.
        return [int(text) if len(text) <= LONGEST_NUMBER else 0 for text in numbers]

    @property
    def action(self) -> FollowUpAction | None:
        """The button that was used, or None for one that there is not."""
        asked = request.form.get("action", "")
        return FollowUpAction(asked) if asked in set(FollowUpAction) else None


class CloseMatchForm(FlaskForm):
    """Why the school ends a conversation."""

    reason = RadioField(
        _l("Why you end it"),
        description=_l("It is only counted: the two people are not told."),
        choices=[
            SelectChoice(MatchClosing.SILENT, _l("Nobody writes any more")),
            SelectChoice(MatchClosing.FINISHED, _l("They said what they wanted to say")),
            SelectChoice(MatchClosing.LEAVING, _l("One of them leaves the school or the program")),
            SelectChoice(MatchClosing.UNSUITED, _l("It was not the right person")),
            SelectChoice(MatchClosing.OTHER, _l("Another reason")),
        ],
        coerce=MatchClosing,
        validators=[InputRequired(_l("Choose a reason."))],
    )


class ConsentForm(FlaskForm):
    """When a holder of parental authority signed."""

    given_on = DayField(
        _l("Date on the signed form"),
        validators=[DataRequired(_l("Give the date on the signed form."))],
    )

    def validate_given_on(self, field: DayField) -> None:
        """Refuse a day still to come."""
        if field.data > clock.today():
            raise ValidationError(_("A consent cannot be signed in the future."))


class PasswordForm(FlaskForm):
    """A button."""


class SlipsForm(FlaskForm):
    """Which students of the class group receive a new first password on paper."""

    receivers = RadioField(
        _l("Who receives a slip"),
        choices=[
            SelectChoice(Receivers.WITHOUT_PASSWORD, _l("Students who have no password yet")),
            SelectChoice(Receivers.NEVER_SIGNED_IN, _l("Students who have never signed in")),
            SelectChoice(Receivers.ALL, _l("Every student of the group")),
        ],
        default=Receivers.WITHOUT_PASSWORD,
        coerce=Receivers,
        description=_l("A new slip replaces the password on the former one."),
    )


class ClassGroupForm(FlaskForm):
    """The name of a class group."""

    name = StringField(
        _l("Name of the group"),
        validators=[
            DataRequired(_l("Give the group a name.")),
            Length(max=LONGEST_NAME, message=_l("At most %(max)d characters.")),
        ],
        description=_l("As everyone at school calls it: 401, or “Chemistry, period 3”."),
    )


class NewClassGroupForm(ClassGroupForm):
    """A class group to make, and of which school."""

    school = SelectField(_l("School"), coerce=int)


class ArrangeForm(FlaskForm):
    """Students chosen, and what to do with them."""

    students = SelectMultipleField(coerce=int, validate_choice=False)
    to = IntegerField(validators=[Optional()])
    do = SelectField(choices=[SelectChoice(way) for way in ("add", "move", "take_out")])


class PeriodForm(FlaskForm):
    """The days that a report counts; part of the address, so that it can be kept."""

    class Meta:
        csrf = False

    first = DayField(_l("First day"), name="from", validators=[Optional()])
    last = DayField(_l("Last day"), name="to", validators=[Optional()])

    def validate(self, extra_validators: Any = None) -> bool:
        """Refuse a period that ends before it begins, is to come, or is of two school years."""
        if not super().validate(extra_validators):
            return False
        asked = self.period()
        fault = periods.fault_of(asked.first, asked.last)
        if fault:
            self.last.errors = [*self.last.errors, fault]
        return not fault

    def period(self) -> Period:
        """Return the period asked for; a day left out is that of the school year, to date."""
        first, last = self.first.data, self.last.data
        year = periods.of_school_year(school_year(last or first or clock.today()))
        return Period(first or year.first, last or year.last)
