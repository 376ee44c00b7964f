"""The forms about passwords."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, PasswordField, StringField
from wtforms.validators import DataRequired, Length, ValidationError

from portal.i18n import _, _l
from portal.models.people import Person
from portal.services.passwords import MAX_LENGTH, MIN_LENGTH, weakness


def name_field() -> Any:
    """Return the field in which a person says who signs in."""
    return StringField(
        _l("Username or email"),
        validators=[
            DataRequired(_l("Write your username, or your email if you have one here.")),
            Length(max=200, message=_l("This is too long for a username.")),
        ],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )


def password_field(label: Any) -> Any:
    """Return the field of the password in use."""
    return PasswordField(
        label,
        validators=[
            DataRequired(_l("Write your password.")),
            Length(max=MAX_LENGTH, message=_l("This is too long for a password.")),
        ],
        render_kw={"autocomplete": "current-password"},
    )


class ForgotForm(FlaskForm):
    """Who forgot."""

    name = name_field()


class PersonForm(FlaskForm):
    """A form whose checks depend on the person who fills it in."""

    def __init__(self, person: Person, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.person = person


def not_weak(form: PersonForm, field: Field) -> None:
    """Refuse a password that others would find; the sentence says why."""
    problem = weakness(field.data or "", form.person)
    if problem is not None:
        raise ValidationError(problem)


def new_password_field() -> Any:
    """Return the field of a password to come."""
    return PasswordField(
        _l("New password"),
        description=_l(
            "At least 10 characters. Three or four words that only you would put together "
            "are easy to keep and hard to guess."
        ),
        validators=[
            DataRequired(_l("Choose a password.")),
            Length(max=MAX_LENGTH, message=_l("This is too long for a password.")),
            not_weak,
        ],
        render_kw={"autocomplete": "new-password", "minlength": MIN_LENGTH},
    )


class NewPasswordForm(PersonForm):
    """A password to come, for someone whose link or first password was checked."""

    new_password = new_password_field()


class ChangePasswordForm(PersonForm):
    """The password in use, then another one."""

    password = password_field(_l("Your password now"))
    new_password = new_password_field()

    def validate_new_password(self, field: Field) -> None:
        """Refuse the same password again."""
        if field.data == self.password.data:
            raise ValidationError(_("Choose a password other than the one you have."))
