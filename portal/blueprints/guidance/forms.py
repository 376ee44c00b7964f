"""What is typed about the guidance content: items, minutes, a school's plan."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, IntegerField, RadioField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    StopValidation,
)

from portal.blueprints.admin.forms import ChecksField, strip
from portal.i18n import _, _l
from portal.models.guidance import GuidanceActivity, GuidanceArea
from portal.models.students import Level
from portal.queries.guidance import Item, PlanLine, Rule
from portal.reports import words
from portal.services.guidance import (
    LONGEST_NAME,
    LONGEST_NOTE,
    MOST_MINUTES,
    MOST_PLANNED,
    MOST_TIMES,
    ItemWords,
    Minutes,
    Planned,
)

TOO_LONG = _l("Write at most %(max)d characters.")


class WholeNumber(IntegerField):
    """A whole number; what is none gets a sentence in the reader's language."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the digits typed; nothing typed is no number."""
        typed = valuelist[0].strip() if valuelist else ""
        if not typed:
            self.data = None
        elif typed.isascii() and typed.isdecimal() and len(typed) <= 6:
            self.data = int(typed)
        else:
            self.data = None
            raise ValueError(_("Write a whole number, such as 60."))

    def pre_validate(self, form: Any) -> None:
        """Say of what is no number that one thing alone."""
        if self.process_errors:
            raise StopValidation


class ItemForm(FlaskForm):
    """An item of the guidance content."""

    area = RadioField(_l("Area"), coerce=GuidanceArea, validators=[DataRequired()])
    levels = ChecksField(
        _l("Levels"), validators=[DataRequired(_l("Tick at least one level."))], coerce=Level
    )
    name_fr = StringField(
        _l("Name in French"),
        filters=[strip],
        validators=[
            DataRequired(_l("Give the name in French.")),
            Length(max=LONGEST_NAME, message=TOO_LONG),
        ],
    )
    official_fr = BooleanField(_l("This French name is the ministry's, word for word"))
    name_en = StringField(
        _l("Name in English"),
        filters=[strip],
        validators=[
            DataRequired(_l("Give the name in English.")),
            Length(max=LONGEST_NAME, message=TOO_LONG),
        ],
    )
    official_en = BooleanField(_l("This English name is the ministry's, word for word"))
    activities = ChecksField(
        _l("What touches it"),
        coerce=GuidanceActivity,
        description=_l("What a student does on the portal, once done. It may touch other items."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.area.choices = [SelectChoice(area.value, words.area(area)) for area in GuidanceArea]
        self.levels.choices = [SelectChoice(level.value, words.level(level)) for level in Level]
        self.activities.choices = [
            SelectChoice(one.value, words.guidance_activity(one)) for one in GuidanceActivity
        ]

    def words(self) -> ItemWords:
        """Return what was typed."""
        return ItemWords(
            area=GuidanceArea(self.area.data),
            levels=[Level(level) for level in self.levels.data or ()],
            name_fr=self.name_fr.data or "",
            name_en=self.name_en.data or "",
            official_fr=bool(self.official_fr.data),
            official_en=bool(self.official_en.data),
            activities=[GuidanceActivity(one) for one in self.activities.data or ()],
        )


def minutes_form(rules: Mapping[GuidanceActivity, Rule]) -> FlaskForm:
    """Return a form of the minutes and the most times of each activity, as they stand."""

    class MinutesForm(FlaskForm):
        """How activities are counted."""

    given: dict[str, int] = {}
    for activity in GuidanceActivity:
        rule = rules.get(activity, Rule(0, 1))
        given |= {f"{activity}_minutes": rule.minutes, f"{activity}_times": rule.times}
        told = _("From 0 to %(most)d.", most=MOST_MINUTES)
        each = WholeNumber(_("Minutes"), [InputRequired(told), NumberRange(0, MOST_MINUTES, told)])
        told = _("From 0 to %(most)d.", most=MOST_TIMES)
        most = WholeNumber(
            _("Times a school year, at most"),
            [InputRequired(told), NumberRange(0, MOST_TIMES, told)],
        )
        setattr(MinutesForm, f"{activity}_minutes", each)
        setattr(MinutesForm, f"{activity}_times", most)
    return MinutesForm(data=given)


def rules_of(form: FlaskForm) -> dict[GuidanceActivity, Minutes]:
    """Return what was typed in a form of `minutes_form`."""
    return {
        activity: Minutes(form[f"{activity}_minutes"].data, form[f"{activity}_times"].data)
        for activity in GuidanceActivity
    }


def plan_form(items: Iterable[Item], lines: Mapping[int, PlanLine], seen: str) -> FlaskForm:
    """Return a form of a level's plan; `seen`: the stamp of the plan that it shows."""

    class PlanForm(FlaskForm):
        """What is planned of each item for each student of a level."""

        seen = HiddenField()

    given: dict[str, Any] = {"seen": seen}
    told = _("From 0 to %(most)d.", most=MOST_PLANNED)
    for item in items:
        line = lines.get(item.id)
        given |= {
            f"minutes_{item.id}": line.minutes if line else None,
            f"note_{item.id}": line.note if line else "",
        }
        label = _("Minutes for each student")
        minutes = WholeNumber(label, [Optional(), NumberRange(0, MOST_PLANNED, told)])
        note = StringField(
            _("When and with whom"),
            filters=[strip],
            validators=[Length(max=LONGEST_NOTE, message=str(TOO_LONG))],
        )
        setattr(PlanForm, f"minutes_{item.id}", minutes)
        setattr(PlanForm, f"note_{item.id}", note)
    return PlanForm(data=given)


def plan_of(form: FlaskForm, items: Iterable[Item]) -> dict[int, Planned]:
    """Return what was typed in a form of `plan_form`."""
    return {
        item.id: Planned(form[f"minutes_{item.id}"].data or 0, form[f"note_{item.id}"].data or "")
        for item in items
    }
