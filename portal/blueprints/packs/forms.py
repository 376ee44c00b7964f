"""What is chosen when a pack is ordered."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import Length, ValidationError

from portal.blueprints.counsellor.forms import PeriodForm
from portal.blueprints.prints.forms import LONGEST_REASON, purpose_names, strip
from portal.i18n import LANGUAGES, _, _l, language
from portal.models.packs import PackScope
from portal.models.prints import PrintFor, PrintKind
from portal.services.packs import PackOrder


class PackForm(PeriodForm):
    """Which documents, of which days, in which language, for whom."""

    class Meta:
        csrf = FlaskForm.Meta.csrf  # an order changes something; a period alone does not

    kind = RadioField(_l("One document for each student"), default=PrintKind.STUDENT.value)
    spoken = RadioField(_l("Language of the documents"))
    meant_for = RadioField(_l("For whom"))
    reason = TextAreaField(
        _l("Why they go outside the school"),
        description=_l(
            "Asked only for documents that go outside the school. From 14 years on, each student "
            "agrees first. The reason is kept."
        ),
        filters=[strip],
        validators=[Length(max=LONGEST_REASON, message=_l("Write at most %(max)d characters."))],
        render_kw={"rows": "2"},
    )
    send_key = HiddenField(default=lambda: uuid4().hex, validators=[Length(max=80)])

    def __init__(self, *args: Any, purposes: Sequence[PrintFor], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [
            SelectChoice(PrintKind.STUDENT.value, _("Participation report")),
            SelectChoice(PrintKind.ATTESTATION.value, _("Attestation of participation")),
        ]
        spoken = {"fr": _("French"), "en": _("English")}
        self.spoken.choices = [SelectChoice(code, spoken[code]) for code in LANGUAGES]
        self.spoken.data = self.spoken.data or language()
        words = purpose_names()
        self.meant_for.choices = [SelectChoice(p.value, words[p]) for p in purposes]
        self.meant_for.data = self.meant_for.data or next((p.value for p in purposes), "")

    def validate_reason(self, field: TextAreaField) -> None:
        """Ask for a reason where students are named to someone outside (R49)."""
        if self.meant_for.data == PrintFor.OUTSIDE.value and not field.data:
            raise ValidationError(
                _("Say why a document that names students goes outside the school.")
            )

    def order(self, scope: PackScope, number: int) -> PackOrder:
        """Return what is asked for, of a class group or school."""
        period = self.period()
        return PackOrder(
            kind=self.kind.data,
            scope=scope.value,
            number=number,
            language=self.spoken.data,
            first=period.first,
            last=period.last,
            meant_for=PrintFor(self.meant_for.data),
            reason=self.reason.data or "",
        )
