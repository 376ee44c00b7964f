"""What a coordinator types: a name to look for, a step that was done."""

from flask_wtf import FlaskForm
from wtforms import HiddenField, SearchField
from wtforms.validators import AnyOf, Length

from portal.i18n import _l
from portal.models.mentors import MentorStep


class FindForm(FlaskForm):
    """A name to look for among the mentors."""

    words = SearchField(_l("Find a mentor by name"), validators=[Length(max=100)])


class StepForm(FlaskForm):
    """The step that the page offered: a second click names the same one."""

    step = HiddenField(validators=[AnyOf([step.value for step in MentorStep])])
