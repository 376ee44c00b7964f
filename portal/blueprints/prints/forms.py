"""What is chosen when a document is printed: its form and language, for whom, and why."""

from collections.abc import Sequence
from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import RadioField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import Length, Optional, ValidationError

from portal.i18n import LANGUAGES, _, _l, language
from portal.models.prints import PrintFor, PrintForm

LONGEST_REASON = 500
LONGEST_STEPS = 4000


def strip(value: Any) -> Any:
    """Return a text without spaces around it."""
    return value.strip() if isinstance(value, str) else value


class OrderForm(FlaskForm):
    """How a report is printed; what cannot be chosen is not asked."""

    form = RadioField(_l("Kind of file"), default=PrintForm.PDF.value)
    spoken = RadioField(_l("Language of the document"))
    names = RadioField(_l("Students' names"), default="yes")
    meant_for = RadioField(_l("For whom"))
    reason = TextAreaField(
        _l("Why it goes outside the school"),
        description=_l(
            "Asked only for a document that names students and goes outside the school. "
            "From 14 years on, the student agrees first. The reason is kept."
        ),
        filters=[strip],
        validators=[Length(max=LONGEST_REASON, message=_l("Write at most %(max)d characters."))],
        render_kw={"rows": "2"},
    )

    def __init__(
        self,
        *args: Any,
        purposes: Sequence[PrintFor],
        may_be_named: bool,
        may_be_anonymous: bool,
        forms: Sequence[PrintForm],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        files = _forms()
        self.form.choices = [SelectChoice(form.value, files[form]) for form in forms]
        self.spoken.choices = [
            SelectChoice(code, {"fr": _("French"), "en": _("English")}[code]) for code in LANGUAGES
        ]
        self.spoken.data = self.spoken.data or language()
        self.names.choices = [
            SelectChoice("yes", _("With names: confidential")),
            SelectChoice("no", _("Without names, small figures hidden")),
        ]
        self.may_be_named, self.has_choice = may_be_named, may_be_named and may_be_anonymous
        words = purpose_names()
        self.meant_for.choices = [SelectChoice(p.value, words[p]) for p in purposes]
        self.meant_for.data = self.meant_for.data or next((p.value for p in purposes), "")

    @property
    def named(self) -> bool:
        """Whether students are to be named."""
        return self.may_be_named and not (self.has_choice and self.names.data == "no")

    @property
    def purpose(self) -> PrintFor:
        """For whom it is."""
        return PrintFor(self.meant_for.data)

    def validate_reason(self, field: TextAreaField) -> None:
        """Ask for a reason where students are named to someone outside (R49)."""
        outside = self.meant_for.data == PrintFor.OUTSIDE.value
        if outside and self.named and not field.data:
            raise ValidationError(
                _("Say why a document that names students goes outside the school.")
            )


class NextStepsForm(FlaskForm):
    """What a report says at its end, in words of whoever prints it."""

    body = TextAreaField(
        _l("Next steps"),
        description=_l(
            "Printed at the end of this year's report. Name nobody: whoever receives the report "
            "reads it."
        ),
        filters=[strip],
        validators=[
            Optional(),
            Length(max=LONGEST_STEPS, message=_l("Write at most %(max)d characters.")),
        ],
        render_kw={"rows": "8"},
    )


class LogoForm(FlaskForm):
    """The board's logo for printed documents."""

    file = FileField(
        _l("Logo"),
        description=_l("PNG or JPEG, at most 5 MB. Printed at the head of reports, on white."),
        validators=[FileRequired(_l("Choose a file."))],
    )


def _forms() -> dict[PrintForm, str]:
    return {
        PrintForm.PDF: _("PDF, to print or file"),
        PrintForm.PDF_A: _("PDF/A, to keep in the archives"),
        PrintForm.XLSX: _("Excel workbook (XLSX)"),
        PrintForm.CSV: _("Plain sheet (CSV)"),
    }


def purpose_names() -> dict[PrintFor, str]:
    """Name for whom a document may be."""
    return {
        PrintFor.SCHOOL: _("The school, for its file"),
        PrintFor.STUDENT: _("The student"),
        PrintFor.OUTSIDE: _("Someone outside the school"),
    }
