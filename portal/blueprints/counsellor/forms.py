"""What a counsellor types: a name to find, a date of consent, a period, who receives a slip."""

from datetime import date

from flask_wtf import FlaskForm
from wtforms import DateField, RadioField, SearchField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, Length, Optional, StopValidation, ValidationError

from portal import clock
from portal.i18n import _, _l
from portal.queries.slips import Receivers
from portal.reports import periods
from portal.reports.periods import Period

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


class PeriodForm(FlaskForm):
    """The days that a report counts; part of the address, so that it can be kept."""

    class Meta:
        csrf = False

    first = DayField(_l("First day"), name="from", validators=[Optional()])
    last = DayField(_l("Last day"), name="to", validators=[Optional()])

    def validate_last(self, field: DayField) -> None:
        """Refuse a period that ends before it begins."""
        if self.first.data and field.data and field.data < self.first.data:
            raise ValidationError(_("The last day cannot be before the first one."))

    def period(self) -> Period:
        """Return the period asked for; what is left out comes from the school year to date."""
        whole = periods.school_year()
        first = self.first.data or min(whole.first, self.last.data or whole.first)
        return Period(first, self.last.data or max(whole.last, first))
