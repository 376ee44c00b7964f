"""What the adult of a class sets before it begins, and writes beside a message given back."""

from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, TextAreaField
from wtforms.validators import DataRequired, Length, NumberRange

from portal.i18n import _l
from portal.services.class_periods import LONGEST, SHORTEST
from portal.services.glances import LONGEST_LINE


class BeginForm(FlaskForm):
    """How long the period is, and whether first messages wait for a glance."""

    minutes = IntegerField(
        _l("Minutes until the bell"),
        default=60,
        validators=[
            DataRequired(_l("Say how many minutes the period lasts.")),
            NumberRange(SHORTEST, LONGEST, _l("A period lasts %(min)d to %(max)d minutes.")),
        ],
    )
    glance = BooleanField(
        _l("I look at first messages before they go"),
        description=_l(
            "Your students are told. What you have not looked at by the end goes to the "
            "moderation team."
        ),
    )


class SendBackForm(FlaskForm):
    """What the author is to change."""

    line = TextAreaField(
        _l("What to change, in a sentence that the student reads"),
        validators=[
            DataRequired(_l("Say what to change.")),
            Length(max=LONGEST_LINE, message=_l("At most %(max)d characters.")),
        ],
    )
