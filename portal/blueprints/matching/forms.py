"""What a student lets suggestions use, and what a mentor says of themselves for them."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import Length

from portal.blueprints.admin.forms import ChecksField
from portal.blueprints.mentors.filters import path_names
from portal.blueprints.threads.forms import tidy
from portal.data.interests import LIFE, WORK, helps, interests
from portal.data.regions import regions
from portal.i18n import _, _l, language
from portal.queries.matching import MentorChoices, OwnChoices
from portal.services.matching import LONGEST_WORDS, Choices


class ChoicesForm(FlaskForm):
    """Each source apart; nothing is chosen beforehand, and what is left empty is not used."""

    work = ChecksField(_l("What I like to do"))
    life = ChecksField(_l("What I like beside school"))
    own_words = TextAreaField(
        _l("In my own words"),
        description=_l(
            "What makes you curious, what you like, where you stand. Only the program reads it. "
            "Empty: nothing is used."
        ),
        filters=[tidy],
        validators=[Length(max=LONGEST_WORDS, message=_l("At most %(max)d characters."))],
        render_kw={"rows": "3", "maxlength": LONGEST_WORDS, "dir": "auto", "autocomplete": "off"},
    )
    uses_curiosities = BooleanField(_l("Use my list of occupations that make me curious"))
    uses_views = BooleanField(_l("Note which occupations I open from now on, and use them"))
    styles = BooleanField(_l("Use my answers to the six questions on what I like"))
    region = SelectField(_l("Region where the mentor should live"))
    path = SelectField(_l("How the mentor should have learned the job"))

    def __init__(self, kept: OwnChoices, **kwargs: Any) -> None:
        given = {name: getattr(kept, name) for name in _SAME} | {
            "work": _of_kind(kept, WORK),
            "life": _of_kind(kept, LIFE),
            "styles": bool(kept.styles),
        }
        super().__init__(data=given, **kwargs)
        self.work.choices, self.life.choices = _choices(WORK), _choices(LIFE)
        any_one = SelectChoice("", _("Does not matter"))
        self.region.choices = [any_one, *(SelectChoice(c, n) for c, n in regions().items())]
        paths = path_names().items()
        self.path.choices = [any_one, *(SelectChoice(path.value, name) for path, name in paths)]
        if not kept.styles:
            del self.styles

    def choices(self) -> Choices:
        """Return what was chosen."""
        return Choices(
            interests=(*self.work.data, *self.life.data),
            own_words=self.own_words.data or "",
            uses_curiosities=self.uses_curiosities.data,
            uses_views=self.uses_views.data,
            region=self.region.data,
            path=self.path.data,
            styles="styles" in self and self.styles.data,
        )


class MentorChoicesForm(FlaskForm):
    """What a mentor shows of themselves by ticking: codes of short lists, no free text."""

    work = ChecksField(_l("What I like to do"))
    life = ChecksField(_l("What I like beside work"))
    helps = ChecksField(_l("I can help best"))
    newcomers_welcome = BooleanField(
        _l("People who came to Quebec recently are welcome to write to me, even in simple words")
    )

    def __init__(self, kept: MentorChoices, **kwargs: Any) -> None:
        given = {
            "work": _of_kind(kept, WORK),
            "life": _of_kind(kept, LIFE),
            "helps": kept.helps,
            "newcomers_welcome": kept.newcomers_welcome,
        }
        super().__init__(data=given, **kwargs)
        self.work.choices, self.life.choices = _choices(WORK), _choices(LIFE)
        here = language()
        self.helps.choices = [
            SelectChoice(one.code, label(one.name(here))) for one in helps().values()
        ]


_SAME = ("own_words", "uses_curiosities", "uses_views", "region", "path")


def _of_kind(kept: OwnChoices | MentorChoices, kind: str) -> list[str]:
    return [c for c in kept.interests if c in interests() and interests()[c].kind == kind]


def _choices(kind: str) -> list[SelectChoice]:
    here = language()
    return [
        SelectChoice(one.code, label(one.name(here)))
        for one in interests().values()
        if one.kind == kind
    ]


def label(name: str) -> str:
    """Return a name of the middle of a sentence as it stands alone."""
    return name[:1].upper() + name[1:]
