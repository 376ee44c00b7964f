"""What an administrator types: the board's settings, staff, a file to import."""

import re
from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    IntegerField,
    RadioField,
    SearchField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import (
    DataRequired,
    Email,
    Length,
    NumberRange,
    Optional,
    Regexp,
    ValidationError,
)
from wtforms.widgets import CheckboxInput, ListWidget

from portal.i18n import _, _l
from portal.models.boards import BoardKind
from portal.models.imports import ImportKind
from portal.models.people import Role
from portal.queries.staff import SchoolChoice
from portal.services.boards import BoardWords
from portal.services.staff import STAFF_ROLES, Account

LANGUAGE_CHOICES = [SelectChoice("fr", "Français"), SelectChoice("en", "English")]
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}")


def strip(value: Any) -> Any:
    """Return a text without spaces around it."""
    return value.strip() if isinstance(value, str) else value


def site_of(line: str) -> str:
    """Return the domain of a line: "https://www.example.org/page" is "example.org"."""
    host = re.sub(r"^[a-z]+://", "", line.strip().lower()).split("/")[0]
    return host.removeprefix("www.")


class ChecksField(SelectMultipleField):
    """Boxes to tick, any number of them."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class SitesField(TextAreaField):
    """Domains, one a line."""

    def _value(self) -> str:
        return self.data if isinstance(self.data, str) else "\n".join(self.data or ())

    @property
    def sites(self) -> tuple[str, ...]:
        """The domains, once each, in order."""
        found = (site_of(line) for line in self._value().splitlines())
        return tuple(dict.fromkeys(site for site in found if site))


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
    reviewed_first_messages = IntegerField(
        _l("First messages of a new mentor that a moderator reads before the student"),
        validators=[
            DataRequired(_l("Write a number from 1 to 50.")),
            NumberRange(1, 50, _l("Write a number from 1 to 50.")),
        ],
    )
    allowed_sites = SitesField(
        _l("Sites that a message may name"),
        description=_l("One a line, such as example.org; their subdomains are included."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [
            SelectChoice(BoardKind.SERVICE_CENTRE.value, _("School service centre")),
            SelectChoice(BoardKind.SCHOOL_BOARD.value, _("School board")),
        ]
        self.kind.data = self.kind.data or BoardKind.SERVICE_CENTRE.value
        self.default_language.data = self.default_language.data or "fr"
        if self.reviewed_first_messages.data is None and not self.is_submitted():
            self.reviewed_first_messages.data = 3

    def validate_allowed_sites(self, field: SitesField) -> None:
        """Refuse a line that is no domain, and name it."""
        wrong = [site for site in field.sites if not _DOMAIN.fullmatch(site)]
        if wrong:
            raise ValidationError(_("This is not a site: %(site)s.", site=wrong[0][:80]))

    def words(self) -> BoardWords:
        """Return what was typed, for the service."""
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
            reviewed_first_messages=self.reviewed_first_messages.data,
            allowed_sites=self.allowed_sites.sites,
        )


class FindForm(FlaskForm):
    """A name to look for."""

    words = SearchField(_l("Find someone by name"), validators=[Length(max=100)])


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
