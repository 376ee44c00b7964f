"""Four situations: what would you do? The answers are kept nowhere."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import RadioField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired

from portal.i18n import _l

YES, NO = "yes", "no"


class Situation(RadioField):
    """A question of yes or no with one right answer, and a sentence that explains it."""

    def __init__(self, label: object, *, right: str, why: object, **of_field: Any) -> None:
        super().__init__(
            label,
            choices=[SelectChoice(YES, _l("Yes")), SelectChoice(NO, _l("No"))],
            validators=[DataRequired(_l("Choose an answer."))],
            **of_field,
        )
        self.right, self.why = right, why


class OrientationForm(FlaskForm):
    """What a student has understood before the first message (R4)."""

    number = Situation(
        _l("A mentor asks for your phone number, to answer faster. Do you give it?"),
        right=NO,
        why=_l(
            "Nobody needs it here, and no mentor may ask for it. Say no, or report the message."
        ),
    )
    alone = Situation(
        _l("A mentor offers to meet you at their workplace on Saturday. Do you go?"),
        right=NO,
        why=_l(
            "Meetings are never arranged here. A visit goes through the school, with an adult."
        ),
    )
    uneasy = Situation(
        _l("A message makes you uneasy, and you cannot say why. May you report it?"),
        right=YES,
        why=_l("You need no proof and no reason. A person looks, and nobody learns who reported."),
    )
    read = Situation(
        _l("Do people of the school supervise what you and a mentor write?"),
        right=YES,
        why=_l("A team checks messages, and your own counsellors may read them for a reason."),
    )

    def validate(self, extra_validators: object = None) -> bool:
        """Hold each answer against the right one; a wrong one gets its explanation."""
        given = super().validate(extra_validators)
        wrong = [item for item in self if isinstance(item, Situation) and not item.errors]
        for item in wrong:
            if item.data != item.right:
                item.errors = [str(item.why)]
                given = False
        return bool(given)
