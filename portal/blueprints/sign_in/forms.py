"""The form that opens a session."""

from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import DataRequired, Length

from portal.i18n import _l
from portal.services.passwords import MAX_LENGTH

AS_TYPED = {"autocapitalize": "none", "spellcheck": "false"}


class SignInForm(FlaskForm):
    """A name and a password; nothing to solve, everything may be pasted (WCAG 3.3.8)."""

    name = StringField(
        _l("Username or email"),
        validators=[
            DataRequired(_l("Write your username, or your email if you have one here.")),
            Length(max=200, message=_l("This is too long for a username.")),
        ],
        render_kw=AS_TYPED | {"autocomplete": "username"},
    )
    password = PasswordField(
        _l("Password"),
        validators=[
            DataRequired(_l("Write your password.")),
            Length(max=MAX_LENGTH, message=_l("This is too long for a password.")),
        ],
        render_kw={"autocomplete": "current-password"},
    )


class SignOutForm(FlaskForm):
    """A button."""
