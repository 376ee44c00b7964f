"""The form that opens a session."""

from flask_wtf import FlaskForm

from portal.blueprints.passwords.forms import name_field, password_field
from portal.i18n import _l


class SignInForm(FlaskForm):
    """A name and a password; nothing to solve, everything may be pasted (WCAG 3.3.8)."""

    name = name_field()
    password = password_field(_l("Password"))


class SignOutForm(FlaskForm):
    """A button."""
