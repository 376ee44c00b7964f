"""What a moderator types about the rules of the screen."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, Length, ValidationError

from portal.blueprints.threads.forms import tidy
from portal.data.allowed import AllowedKind
from portal.data.findings import wording
from portal.i18n import _, _l, language
from portal.models.threads import MAX_BODY
from portal.screening import Context, Kind, Phrase, PhraseError, Severity, check_phrase

NEVER = "never"
HOLDING = tuple(severity for severity in Severity if severity > Severity.NOTED)


_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}")


def site_of(line: str) -> str:
    """Return the domain of a line: "https://www.example.org/page" is "example.org"."""
    host = re.sub(r"^[a-z]+://", "", line.strip().lower()).split("/")[0]
    return host.removeprefix("www.")


def kind_choices() -> Sequence[SelectChoice]:
    """Return every kind by its name in the reader's language."""
    return [SelectChoice(kind.value, wording(kind.value, language()).name) for kind in Kind]


def severity_choices() -> list[SelectChoice]:
    """Return how soon a moderator should look, in words."""
    words = {
        Severity.LOW: _("low"),
        Severity.MEDIUM: _("medium"),
        Severity.HIGH: _("high"),
        Severity.IMMEDIATE: _("immediate"),
    }
    return [SelectChoice(int(severity), words[severity]) for severity in HOLDING]


class TryForm(FlaskForm):
    """A sentence to try."""

    text = TextAreaField(
        _l("A sentence to try"),
        filters=[tidy],
        validators=[
            DataRequired(_l("Write a sentence to try.")),
            Length(max=MAX_BODY, message=_l("A message holds at most %(max)d characters.")),
        ],
        render_kw={"rows": "3", "dir": "auto"},
    )


class WatchForm(FlaskForm):
    """A phrase to watch for."""

    phrase = StringField(
        _l("Words to watch for"),
        description=_l(
            "Case, accents, doubled letters and look-alikes do not matter. "
            "(a|b) means one or the other, [a] what may be missing, _ any one word, "
            "wor* any word that begins so."
        ),
        filters=[tidy],
        validators=[
            DataRequired(_l("Write the words to watch for.")),
            Length(min=2, max=200, message=_l("Write from %(min)d to %(max)d characters.")),
        ],
    )
    language = SelectField(_l("Language of the words"), validators=[DataRequired()])
    kind = SelectField(_l("What they are"), validators=[DataRequired()])
    severity = SelectField(_l("How serious"), coerce=int, validators=[DataRequired()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.language.choices = [
            SelectChoice("any", _("both")),
            SelectChoice("fr", "français"),
            SelectChoice("en", "English"),
        ]
        self.kind.choices, self.severity.choices = kind_choices(), severity_choices()

    def validate_phrase(self, field: StringField) -> None:
        """Refuse what could not be watched for, before it is tried on any message."""
        try:
            check_phrase(field.data)
        except PhraseError as wrong:
            sentence = _("This phrase cannot be read: look at its brackets.")
            raise ValidationError(sentence) from wrong

    def words(self) -> Phrase:
        """Return what was typed, for the service."""
        return Phrase(
            self.phrase.data,
            self.language.data,
            Kind(self.kind.data),
            Severity(self.severity.data),
        )

    def changed(self, context: Context) -> Context:
        """Return the rules as they would be."""
        return replace(context, watched=(*context.watched, self.words()))


class AllowForm(FlaskForm):
    """Something that everyone may write."""

    kind = SelectField(_l("What it is"), validators=[DataRequired()])
    value = StringField(
        _l("As one writes it"),
        description=_l("A site such as example.org lets its subdomains pass too."),
        filters=[tidy],
        validators=[
            DataRequired(_l("Write what may pass.")),
            Length(min=3, max=200, message=_l("Write from %(min)d to %(max)d characters.")),
        ],
    )
    note = StringField(_l("Whose it is"), filters=[tidy], validators=[Length(max=200)])

    def validate_value(self, field: StringField) -> None:
        """Keep of a site its domain; refuse what is none, and name it."""
        if self.kind.data == AllowedKind.SITE:
            field.data = site_of(field.data)
            if not _DOMAIN.fullmatch(field.data):
                raise ValidationError(_("This is not a site: %(site)s.", site=field.data[:80]))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [
            SelectChoice(AllowedKind.SITE.value, _("site")),
            SelectChoice(AllowedKind.PHONE.value, _("phone number")),
            SelectChoice(AllowedKind.EMAIL.value, _("email address")),
            SelectChoice(AllowedKind.PHRASE.value, _("phrase or address")),
        ]

    def changed(self, context: Context) -> Context:
        """Return the rules as they would be."""
        if self.kind.data == AllowedKind.SITE.value:
            return replace(context, allowed_sites=context.allowed_sites | {self.value.data})
        return replace(context, allowed=context.allowed | {self.value.data})


class LevelsForm(FlaskForm):
    """From when on hard words hold a message."""

    insults_from = RadioField(_l("Insults hold a message from"))
    profanity_from = RadioField(_l("Swearing at nobody holds a message from"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = [SelectChoice(str(choice.value), choice.label) for choice in severity_choices()]
        choices = [*words[:3], SelectChoice(NEVER, _("never"))]
        self.insults_from.choices = self.profanity_from.choices = choices

    def levels(self) -> tuple[Severity | None, Severity | None]:
        """Return the two levels as chosen; None holds nothing."""
        return _level(self.insults_from.data), _level(self.profanity_from.data)

    def changed(self, context: Context) -> Context:
        """Return the rules as they would be."""
        insults, profanity = self.levels()
        return replace(context, insults_from=insults, profanity_from=profanity)


def chosen(level: int | None) -> str:
    """Return the choice of a form that stands for a level."""
    return NEVER if level is None else str(int(level))


def _level(choice: str) -> Severity | None:
    return None if choice == NEVER else Severity(int(choice))
