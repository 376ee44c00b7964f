"""Three questions, none of which must be answered."""

from collections.abc import Mapping

from flask_wtf import FlaskForm
from wtforms import RadioField, SelectMultipleField
from wtforms.fields import SelectChoice
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from portal.i18n import _l
from portal.models.surveys import Opinion, SurveyOccasion
from portal.services.surveys import purposes_of

OPINIONS = {Opinion.YES: _l("Yes"), Opinion.SOMEWHAT: _l("A little"), Opinion.NO: _l("No")}
WHAT_FOR: Mapping[str, object] = {
    "discover": _l("To discover an occupation that I did not know"),
    "confirm": _l("To confirm a choice"),
    "rule_out": _l("To rule something out"),
    "path": _l("To see which studies lead there"),
    "motivation": _l("To feel like going on at school"),
}
WHAT_WAS_GIVEN: Mapping[str, object] = {
    "day": _l("I told of my days"),
    "path": _l("I told how I got there"),
    "advice": _l("I gave advice"),
    "encourage": _l("I encouraged"),
    "listen": _l("I listened"),
}


def _opinion() -> RadioField:
    return RadioField(
        choices=[SelectChoice(code.value, text) for code, text in OPINIONS.items()],
        validators=[Optional()],
    )


class SurveyForm(FlaskForm):
    """The three questions; their wording depends on who is asked."""

    influence = _opinion()
    purposes = SelectMultipleField(
        option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False)
    )
    recommends = _opinion()

    def put(self, occasion: SurveyOccasion, labels: tuple[str, str, str]) -> None:
        """Word the questions for an occasion."""
        given = WHAT_WAS_GIVEN if occasion is SurveyOccasion.MENTOR_CLOSING else WHAT_FOR
        self.purposes.choices = [SelectChoice(code, given[code]) for code in purposes_of(occasion)]
        for item, label in zip(
            (self.influence, self.purposes, self.recommends), labels, strict=True
        ):
            item.label.text = label

    @staticmethod
    def opinion(item: RadioField) -> Opinion | None:
        """Return the opinion chosen, if any."""
        return Opinion(item.data) if item.data in set(Opinion) else None
