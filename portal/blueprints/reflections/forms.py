"""Three short texts that a conversation leaves."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import HiddenField, TextAreaField
from wtforms.validators import Length

from portal.blueprints.threads.forms import tidy
from portal.i18n import _l
from portal.queries.reflections import PARTS

LONGEST = 2000


def _part(label: Any, hint: Any) -> TextAreaField:
    return TextAreaField(
        label,
        description=hint,
        filters=[tidy],
        validators=[
            Length(
                max=LONGEST, message=_l("Each text holds at most %(max)d characters. Shorten it.")
            )
        ],
        render_kw={"dir": "auto", "rows": "4"},
    )


class ReflectionForm(FlaskForm):
    """What a conversation leaves: nothing must be answered, one line is enough."""

    body_surprised = _part(
        _l("What surprised me"),
        _l("Something that you did not expect: a day at work, a way to get there, a feeling."),
    )
    body_checked = _part(
        _l("What I checked about this work"),
        _l("What you looked up or asked somebody else, and whether it was true."),
    )
    body_next_step = _part(
        _l("My next step"),
        _l("One small thing: ask another question, look at a program, talk to somebody."),
    )
    stamp = HiddenField("", filters=[lambda stamp: stamp or ""])

    def words(self) -> dict[str, str]:
        """Return what was typed, by part."""
        return {part: self[f"body_{part}"].data or "" for part in PARTS}

    def fill(self, words: dict[str, str], stamp: str) -> None:
        """Begin with these texts, of the version `stamp`."""
        for part in PARTS:
            self[f"body_{part}"].data = words[part]
        self.stamp.data = stamp
