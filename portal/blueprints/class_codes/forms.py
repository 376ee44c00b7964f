"""The code that a student types."""

from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import DataRequired, Length, ValidationError

from portal.i18n import _, _l
from portal.services.codes import plain


class CodeForm(FlaskForm):
    """A class code, as somebody read it aloud or as it stands on the poster."""

    code = StringField(
        _l("Class code"),
        validators=[
            DataRequired(_l("Type the code of your class.")),
            Length(max=40, message=_l("A class code is shorter than that.")),
        ],
        description=_l("Capitals, spaces and dashes do not matter."),
    )

    def validate_code(self, field: StringField) -> None:
        """Refuse what holds neither letter nor digit."""
        if not plain(field.data):
            raise ValidationError(_("Type the code of your class."))
