"""What an administrator types: the board's settings, staff, a file to import."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    IntegerField,
    RadioField,
    SearchField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import (
    DataRequired,
    Email,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    Regexp,
    ValidationError,
)
from wtforms.widgets import CheckboxInput, ListWidget

from portal.data.help_lines import HelpLine
from portal.data.occupations import Name
from portal.i18n import _, _l
from portal.models.boards import BoardKind
from portal.models.imports import ImportKind
from portal.models.people import Role
from portal.queries.staff import SchoolChoice
from portal.services.boards import BoardWords, SafetyRules
from portal.services.cells import one_line
from portal.services.occupation_names import LONGEST
from portal.services.staff import STAFF_ROLES, Account

LANGUAGE_CHOICES = [SelectChoice("fr", "Français"), SelectChoice("en", "English")]

DAY = re.compile(r"(\d{4}-\d{2}-\d{2})\s*(.*)")
SPARE_LINES = 2  # empty ones under those that are there


def strip(value: Any) -> Any:
    """Return a text without spaces around it."""
    return value.strip() if isinstance(value, str) else value


def one_line_of(value: Any) -> Any:
    """Return a text on one line, without invisible marks."""
    return one_line(value) if isinstance(value, str) else value


def optional_line(label: Any, description: Any = "") -> StringField:
    """Return a field for a line of text that may be left out."""
    return StringField(label, [Length(max=400)], filters=[strip], description=description)


class ChecksField(SelectMultipleField):
    """Boxes to tick, any number of them."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class BoardForm(FlaskForm):
    """What the board decides."""

    name_fr = StringField(
        _l("Name in French"),
        filters=[strip],
        validators=[DataRequired(_l("Give the board's name in French.")), Length(max=150)],
    )
    name_en = StringField(
        _l("Name in English"),
        filters=[strip],
        validators=[DataRequired(_l("Give the board's name in English.")), Length(max=150)],
    )
    kind = RadioField(_l("Kind of body"))
    code = StringField(
        _l("Code of the board"),
        description=_l("Six digits, as the ministry's files write it. Needed to import schools."),
        filters=[strip],
        validators=[Optional(), Regexp(r"^[0-9]{6}$", message=_l("Write six digits."))],
    )
    default_language = RadioField(_l("Language of a first visit"), choices=LANGUAGE_CHOICES)
    contact_email = StringField(
        _l("Email for help"),
        description=_l("Shown at the foot of every page."),
        filters=[strip],
        validators=[Optional(), Email(_l("Write an email address, such as help@example.org."))],
    )
    privacy_officer = StringField(
        _l("Person in charge of the protection of personal information"),
        description=_l("Name and title, shown at the foot of every page."),
        filters=[strip],
        validators=[Length(max=200)],
    )
    supervisors_fr = TextAreaField(
        _l("Who supervises the exchanges, in French"),
        description=_l("Completes the sentence “These people may read what you write: …”."),
        filters=[strip],
        validators=[
            DataRequired(_l("Say in French who supervises: every conversation names them.")),
            Length(max=500),
        ],
    )
    supervisors_en = TextAreaField(
        _l("Who supervises the exchanges, in English"),
        filters=[strip],
        validators=[
            DataRequired(_l("Say in English who supervises: every conversation names them.")),
            Length(max=500),
        ],
    )

    signatory_fr = optional_line(
        _l("Who signs attestations, in French"),
        _l("Name and title, as printed under the line for the signature."),
    )
    signatory_en = optional_line(_l("Who signs attestations, in English"))
    retention_fr = optional_line(
        _l("How long printed reports are kept, in French"),
        _l("A sentence of the board's retention schedule, printed on every report."),
    )
    retention_en = optional_line(_l("How long printed reports are kept, in English"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [
            SelectChoice(BoardKind.SERVICE_CENTRE.value, _("School service centre")),
            SelectChoice(BoardKind.SCHOOL_BOARD.value, _("School board")),
        ]
        self.kind.data = self.kind.data or BoardKind.SERVICE_CENTRE.value
        self.default_language.data = self.default_language.data or "fr"

    def words(self) -> BoardWords:
        """Return what was typed, for the service."""
        printed = ("signatory_fr", "signatory_en", "retention_fr", "retention_en")
        return BoardWords(
            code=self.code.data or None,
            name_fr=self.name_fr.data,
            name_en=self.name_en.data,
            kind=BoardKind(self.kind.data),
            default_language=self.default_language.data,
            contact_email=self.contact_email.data or None,
            privacy_officer=self.privacy_officer.data or None,
            supervisors_fr=self.supervisors_fr.data,
            supervisors_en=self.supervisors_en.data,
            **{name: self[name].data or "" for name in printed},
        )


def whole_number(label: Any, least: int, most: int) -> IntegerField:
    """Return a field for a number within limits that its error names."""
    sentence = _l("Write a whole number from %(least)d to %(most)d.", least=least, most=most)
    # 0 is an answer, which DataRequired would not see.
    return IntegerField(
        label, validators=[InputRequired(sentence), NumberRange(least, most, sentence)]
    )


class HelpLineForm(Form):
    """One help line."""

    name_fr = StringField(_l("Name in French"), filters=[strip], validators=[Length(max=80)])
    name_en = StringField(_l("Name in English"), filters=[strip], validators=[Length(max=80)])
    number = StringField(_l("Number to call"), filters=[strip], validators=[Length(max=40)])
    text_number = StringField(_l("Number to text"), filters=[strip], validators=[Length(max=40)])
    hours_fr = StringField(_l("Hours in French"), filters=[strip], validators=[Length(max=80)])
    hours_en = StringField(_l("Hours in English"), filters=[strip], validators=[Length(max=80)])

    def validate_number(self, field: StringField) -> None:
        """Ask for a number and a name in each language where anything was typed."""
        typed = [self.name_fr.data, self.name_en.data, field.data]
        if any(typed) and not all(typed):
            raise ValidationError(_("A help line needs a number, and a name in both languages."))


class SafetyForm(FlaskForm):
    """What the board decides about safety."""

    reviewed_first_messages = whole_number(
        _l("First messages of a new mentor that a moderator reads before the student"), 0, 50
    )
    sampled_percent = whole_number(
        _l("Of a hundred other messages, how many a moderator reads first"), 0, 100
    )
    school_opens = TimeField(
        _l("School opens at"), validators=[DataRequired(_l("Write a time, such as 08:00."))]
    )
    school_closes = TimeField(
        _l("School closes at"), validators=[DataRequired(_l("Write a time, such as 16:00."))]
    )
    hours_high = whole_number(_l("School hours to check a serious finding"), 1, 40)
    hours_medium = whole_number(_l("School hours to check a medium one"), 1, 80)
    hours_low = whole_number(_l("School hours to check a slight one"), 1, 80)
    hours_unflagged = whole_number(_l("School hours to check a message without a finding"), 1, 80)
    climb_minutes = whole_number(
        _l("Minutes after which an immediate concern goes to the next person"), 5, 1440
    )
    concern_soon_hours = whole_number(_l("School hours to open a pressing concern"), 1, 40)
    concern_normal_days = whole_number(_l("School days to open another concern"), 1, 20)
    ombudsman_days = whole_number(_l("Working days to answer a complaint"), 1, 30)
    youth_protection_line = optional_line(_l("Number of the Director of Youth Protection"))
    ombudsman_contact = optional_line(_l("How to reach the regional student ombudsman"))
    keeps_ages_apart = BooleanField(
        _l("In discussion groups, keep students under 18 and those of 18 and over apart")
    )
    closed_days = TextAreaField(
        _l("Days without school"),
        description=_l(
            "One a line, such as: 2027-02-12 Pedagogical day. "
            "Weekends and Quebec's holidays are known already."
        ),
        render_kw={"rows": "6"},
    )
    lines = FieldList(FormField(HelpLineForm), max_entries=12)

    def validate_school_closes(self, field: TimeField) -> None:
        """Refuse a school day that ends before it begins."""
        if field.data and self.school_opens.data and field.data <= self.school_opens.data:
            raise ValidationError(_("School closes after it opens."))

    def validate_closed_days(self, field: TextAreaField) -> None:
        """Refuse a line that begins with no date, and name it."""
        for line in (field.data or "").splitlines():
            if line.strip() and _day(line) is None:
                raise ValidationError(
                    _("This line begins with no date: %(line)s", line=line.strip()[:60])
                )

    def rules(self) -> SafetyRules:
        """Return the figures, for the service."""
        return SafetyRules(**{name: self[name].data for name in SafetyRules.__dataclass_fields__})

    def days(self) -> Mapping[date, str]:
        """Return the days without school, each with its name."""
        found = (_day(line) for line in (self.closed_days.data or "").splitlines())
        return dict(pair for pair in found if pair is not None)

    def help_lines(self) -> list[HelpLine]:
        """Return the help lines that were filled in."""
        return [HelpLine(**entry.data) for entry in self.lines if entry.form.number.data]


def _day(line: str) -> tuple[date, str] | None:
    found = DAY.fullmatch(line.strip())
    if found is None:
        return None
    try:
        return date.fromisoformat(found[1]), found[2].strip()
    except ValueError:
        return None


class FindForm(FlaskForm):
    """A name to look for."""

    words = SearchField(_l("Find someone by name"), validators=[Length(max=100)])


class NameForm(FlaskForm):
    """A name by which an occupation is found, in both genders."""

    masculine = StringField(
        _l("Name, as said of a man"),
        filters=[one_line_of],
        validators=[
            DataRequired(_l("Write the name.")),
            Length(max=LONGEST, message=_l("Write at most %(max)d characters.")),
            Regexp(r".*[^\W_]", message=_l("Write a name with at least one letter.")),
        ],
    )
    feminine = StringField(
        _l("The same, as said of a woman"),
        description=_l("Leave it empty where the name is the same for everyone."),
        filters=[one_line_of],
        validators=[Length(max=LONGEST, message=_l("Write at most %(max)d characters."))],
    )
    language = RadioField(_l("Language of the name"), choices=LANGUAGE_CHOICES, default="fr")

    def name(self) -> Name:
        """Return what was typed, for the service."""
        return Name(self.masculine.data, self.feminine.data or self.masculine.data)


class RolesForm(FlaskForm):
    """The roles of a member of the staff, and the schools followed."""

    roles = ChecksField(
        _l("Roles"), validators=[DataRequired(_l("Choose at least one role of the staff."))]
    )
    schools = ChecksField(
        _l("Schools followed"),
        description=_l("A guidance counsellor follows every student of these schools."),
        coerce=int,
    )

    def __init__(self, choices: list[SchoolChoice], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = {
            Role.COUNSELLOR: _("guidance counsellor"),
            Role.MODERATOR: _("moderation team"),
            Role.COORDINATOR: _("mentor coordination"),
            Role.ADMINISTRATOR: _("administration of the portal"),
        }
        self.roles.choices = [SelectChoice(role.value, names[role]) for role in STAFF_ROLES]
        self.schools.choices = [SelectChoice(school.id, school.name) for school in choices]

    @property
    def chosen_roles(self) -> frozenset[Role]:
        """The roles ticked."""
        return frozenset(map(Role, self.roles.data))


class StaffForm(RolesForm):
    """A new member of the staff."""

    given_name = StringField(
        _l("Given name"),
        filters=[strip],
        validators=[DataRequired(_l("Write the given name.")), Length(max=80)],
    )
    family_name = StringField(
        _l("Family name"),
        filters=[strip],
        validators=[DataRequired(_l("Write the family name.")), Length(max=80)],
    )
    email = StringField(
        _l("Email"),
        description=_l("A link to choose a password is sent there."),
        filters=[strip],
        validators=[
            DataRequired(_l("Write the email address.")),
            Email(_l("Write an email address, such as help@example.org.")),
        ],
    )
    language = RadioField(
        _l("Language of pages and mails"), choices=LANGUAGE_CHOICES, default="fr"
    )

    def account(self) -> Account:
        """Return what was typed, for the service."""
        return Account(
            given_name=self.given_name.data,
            family_name=self.family_name.data,
            email=self.email.data,
            language=self.language.data,
            roles=self.chosen_roles,
            school_ids=frozenset(self.schools.data),
        )


class ImportForm(FlaskForm):
    """A file, what it holds, and the school of its students."""

    kind = RadioField(_l("What the file holds"), default=ImportKind.STUDENTS.value)
    school = SelectField(
        _l("School of the students"),
        description=_l("Only for a file of students."),
        coerce=int,
        default=0,
    )
    file = FileField(
        _l("CSV file"),
        description=_l("Exported by a spreadsheet or by the board's system, at most 32 MB."),
        validators=[FileRequired(_l("Choose a file."))],
    )

    def __init__(self, choices: list[SchoolChoice], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [
            SelectChoice(ImportKind.STUDENTS.value, _("Students of one school")),
            SelectChoice(ImportKind.MENTORS.value, _("Mentors who apply")),
            SelectChoice(ImportKind.SCHOOLS.value, _("Schools of the board")),
        ]
        names = [SelectChoice(school.id, school.name) for school in choices]
        self.school.choices = [SelectChoice(0, _("Choose a school")), *names]

    def validate_school(self, field: SelectField) -> None:
        """Students are of a school."""
        if self.kind.data == ImportKind.STUDENTS.value and not field.data:
            raise ValidationError(_("Choose the school of these students."))
