"""The code that a student types, and how long a new one is good."""

from flask_wtf import FlaskForm
from wtforms import RadioField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, Length, ValidationError

from portal.i18n import _, _l
from portal.services.codes import Lasting, plain


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


class NewCodeForm(FlaskForm):
    """How long a new code is good, of a class group or of a discussion group."""

    lasting = RadioField(
        _l("The code is good"),
        choices=[
            SelectChoice(Lasting.TODAY, _l("Until tonight")),
            SelectChoice(Lasting.TWO_WEEKS, _l("For two weeks")),
            SelectChoice(Lasting.SCHOOL_YEAR, _l("Until the end of the school year")),
        ],
        default=Lasting.TWO_WEEKS,
        coerce=Lasting,
    )
