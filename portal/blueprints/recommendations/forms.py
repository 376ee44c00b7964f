"""What a counsellor types to suggest something: to whom, and why."""

from collections.abc import Sequence

from flask_wtf import FlaskForm
from wtforms import SearchField, StringField
from wtforms.validators import DataRequired, Length

from portal.blueprints.admin.forms import ChecksField
from portal.blueprints.threads.forms import tidy
from portal.i18n import _l
from portal.queries.recommendations import Candidate
from portal.services.recommendations import LONGEST


class FindForm(FlaskForm):
    """A name to look for among the students followed."""

    words = SearchField(_l("Find a student by name"), validators=[Length(max=100)])


class RecommendForm(FlaskForm):
    """The students to tell, and a line that says why."""

    students = ChecksField(
        _l("Students"),
        coerce=int,
        validators=[DataRequired(_l("Choose at least one student."))],
    )
    body = StringField(
        _l("Why you suggest it"),
        description=_l("The student reads this line with your name. One sentence is enough."),
        filters=[tidy],
        validators=[
            DataRequired(_l("Write a line: the student reads why you suggest it.")),
            Length(max=LONGEST, message=_l("Say it in at most %(max)d characters.")),
        ],
        render_kw={"dir": "auto", "maxlength": str(LONGEST)},
    )

    def offer(self, candidates: Sequence[Candidate]) -> None:
        """Offer these students."""
        self.students.choices = [(candidate.id, candidate.name) for candidate in candidates]
