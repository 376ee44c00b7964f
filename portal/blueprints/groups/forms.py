"""The forms of groups and topics."""

from collections.abc import Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    ValidationError,
)

from portal.blueprints.admin.forms import ChecksField
from portal.blueprints.threads.forms import KeyedForm, MessageForm, tidy
from portal.data.occupations import occupations, sectors
from portal.i18n import LANGUAGES, _, _l, language
from portal.models.groups import GroupAges, GroupDoor
from portal.models.students import Level
from portal.reports.words import level
from portal.services.codes import plain
from portal.services.groups import MOST_MINUTES, Plan, Said

MAX_TITLE, MAX_NAME, MAX_TEXT = 150, 80, 2000
WORDS = {"dir": "auto", "rows": "4"}


def _text(label: Any, longest: int, *, required: Any = None, help: Any = "") -> Any:
    rules = [
        DataRequired(required) if required else Optional(),
        Length(max=longest, message=_l("Say it in at most %(max)d characters.")),
    ]
    return StringField(label, filters=[tidy], validators=rules, description=help)


def _texts(label: Any, *, help: Any = "") -> Any:
    rules = [
        Optional(),
        Length(max=MAX_TEXT, message=_l("Say it in at most %(max)d characters.")),
    ]
    return TextAreaField(
        label, filters=[tidy], validators=rules, description=help, render_kw=WORDS
    )


def _whole(value: str | None) -> int | None:
    return int(value) if value and value.isdecimal() else None


class PostForm(MessageForm):
    """A post in a topic; it may quote another one."""

    quoted = HiddenField("", filters=[lambda said: said or ""])
    unnamed = BooleanField(_l("Show it as a question of someone of the class, without my name"))

    @property
    def quoted_id(self) -> int | None:
        """The post that it quotes."""
        return _whole(self.quoted.data)


class TopicForm(MessageForm):
    """A new topic with its first post."""

    title = _text(
        _l("Title"), MAX_TITLE, required=_l("Give the topic a title: it says what it is about.")
    )


class EditForm(MessageForm):
    """Other words for a post."""


class CodeForm(FlaskForm):
    """The code of a group, as somebody read it aloud."""

    code = StringField(
        _l("Code of the group"),
        validators=[
            DataRequired(_l("Type the code of the group.")),
            Length(max=40, message=_l("The code of a group is shorter than that.")),
        ],
        description=_l("Capitals, spaces and dashes do not matter."),
    )

    def validate_code(self, field: StringField) -> None:
        """Refuse what holds neither letter nor digit."""
        if not plain(field.data):
            raise ValidationError(_("Type the code of the group."))


class ProposalForm(KeyedForm):
    """A group that a student would like."""

    name = _text(_l("Name of the group"), MAX_NAME, required=_l("Give the group a name."))
    description = TextAreaField(
        _l("What it is about, and for whom"),
        filters=[tidy],
        validators=[
            DataRequired(_l("Say what the group is about.")),
            Length(max=MAX_TEXT, message=_l("Say it in at most %(max)d characters.")),
        ],
        render_kw=WORDS,
    )

    def said(self) -> Said:
        """Return the proposal, in both languages the same until a person translates it."""
        name, about = self.name.data, self.description.data
        return Said(name_fr=name, name_en=name, description_fr=about, description_en=about)


class GroupForm(KeyedForm):
    """A group, in both languages: whom it is for and how one comes in."""

    name_fr = _text(
        _l("Name in French"), MAX_NAME, required=_l("Give the group a name in French.")
    )
    name_en = _text(
        _l("Name in English"), MAX_NAME, required=_l("Give the group a name in English.")
    )
    description_fr = _texts(_l("Description in French"))
    description_en = _texts(_l("Description in English"))
    rules_fr = _texts(
        _l("Rules of the group in French"),
        help=_l("What everyone agrees on here. The rules of the portal hold everywhere."),
    )
    rules_en = _texts(_l("Rules of the group in English"))
    sector = SelectField(_l("Sector"), validators=[Optional()], default="")
    noc = StringField(
        _l("Occupation code"),
        validators=[Optional(), Length(max=5)],
        description=_l("Five digits of the national classification, as on the occupation's page."),
    )
    program = SelectField(_l("Program"), validators=[Optional()], default="")
    languages = ChecksField(_l("Languages spoken there"), validators=[Optional()])
    door = RadioField(_l("How one comes in"), default=GroupDoor.OPEN.value)
    ages = RadioField(_l("Ages"), default=GroupAges.ALL.value)
    levels = ChecksField(_l("Levels"), validators=[Optional()])
    whole_board = BooleanField(_l("For all schools of the board"))
    schools = ChecksField(_l("Schools"), coerce=int, validators=[Optional()])

    def offer(
        self, schools: Sequence[tuple[int, str]], programs: Sequence[tuple[int, str]]
    ) -> None:
        """Offer what may be chosen: schools, programs, sectors, levels, doors, ages."""
        code = language()
        self.program.choices = [
            SelectChoice("", _("None")),
            *(SelectChoice(str(number), name) for number, name in programs),
        ]
        self.schools.choices = [SelectChoice(number, name) for number, name in schools]
        fields = sorted(sectors().values(), key=lambda one: one.name(code).casefold())
        self.sector.choices = [
            SelectChoice("", _("None")),
            *(SelectChoice(one.slug, one.name(code)) for one in fields),
        ]
        spoken = {"fr": _("French"), "en": _("English")}
        self.languages.choices = [SelectChoice(one, spoken[one]) for one in LANGUAGES]
        self.levels.choices = [SelectChoice(one.value, level(one)) for one in Level]
        self.door.choices = [
            SelectChoice(GroupDoor.OPEN.value, _("Open: whoever it is for joins with one click")),
            SelectChoice(GroupDoor.CODE.value, _("By a code that you give")),
            SelectChoice(GroupDoor.INVITATION.value, _("By invitation")),
        ]
        self.ages.choices = [
            SelectChoice(GroupAges.ALL.value, _("All ages")),
            SelectChoice(GroupAges.MINORS.value, _("Under 18")),
            SelectChoice(GroupAges.ADULTS.value, _("18 and over")),
        ]

    def validate_noc(self, field: StringField) -> None:
        """Refuse a code that is no occupation's."""
        if field.data and field.data not in occupations():
            raise ValidationError(_("No occupation has this code."))

    def plan(self) -> Plan:
        """Return what the form says."""
        names = ("name_fr", "name_en", "description_fr", "description_en", "rules_fr", "rules_en")
        return Plan(
            said=Said(**{name: self[name].data or "" for name in names}),
            sector=self.sector.data or None,
            noc=self.noc.data or None,
            program_id=_whole(self.program.data),
            languages=tuple(self.languages.data or ()),
            door=GroupDoor(self.door.data),
            ages=GroupAges(self.ages.data),
            whole_board=self.whole_board.data,
            school_ids=tuple(self.schools.data or ()),
            levels=tuple(Level(one) for one in self.levels.data or ()),
        )


class RefusalForm(FlaskForm):
    """A no to a proposed group."""

    answer = TextAreaField(
        _l("Why not, for the student who proposed it"),
        filters=[tidy],
        validators=[
            DataRequired(_l("Say why in a line: the student reads it.")),
            Length(max=500, message=_l("Say it in at most %(max)d characters.")),
        ],
        render_kw={"dir": "auto", "rows": "3"},
    )


class SlowForm(FlaskForm):
    """Slow mode."""

    minutes = IntegerField(
        _l("Minutes between two messages of one person"),
        validators=[
            InputRequired(_l("Type a number of minutes from 0 to 1440.")),
            NumberRange(0, MOST_MINUTES, _l("Type a number of minutes from 0 to 1440.")),
        ],
        description=_l("0: no slow mode."),
    )


class InviteForm(FlaskForm):
    """A mentor who is asked in as a guest until a day."""

    mentor = IntegerField("", validators=[DataRequired(_l("Choose a mentor of the list."))])
    last = DateField(
        _l("Guest until the end of this day"), validators=[DataRequired(_l("Choose a day."))]
    )


class InviteClassForm(FlaskForm):
    """A class group whose students are asked in."""

    class_group = SelectField(
        _l("Class group"), coerce=int, validators=[DataRequired(_l("Choose a class group."))]
    )


class MoveForm(FlaskForm):
    """Where a topic goes."""

    group = SelectField(_l("Group"), coerce=int, validators=[DataRequired(_l("Choose a group."))])


class RenameForm(FlaskForm):
    """Another title for a topic."""

    title = _text(
        _l("Title"), MAX_TITLE, required=_l("Give the topic a title: it says what it is about.")
    )
