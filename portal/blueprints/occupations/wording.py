"""Interests, reasons and kinds of training in plain words."""

from collections.abc import Iterable
from functools import lru_cache

from portal.i18n import _, _n, language
from portal.search.exploring import Kin


def interests(letters: str) -> list[tuple[str, str]]:
    """Spell out RIASEC letters, strongest first: the name of each type and what it likes."""
    types = {
        "R": (_("Realistic"), _("likes to work with hands, tools, machines, plants or animals")),
        "I": (_("Investigative"), _("likes to observe, understand and solve problems")),
        "A": (_("Artistic"), _("likes to create and imagine")),
        "S": (_("Social"), _("likes to help, teach and take care of people")),
        "E": (_("Enterprising"), _("likes to lead, persuade and start projects")),
        "C": (_("Conventional"), _("likes order, precision and clear methods")),
    }
    return [types[letter] for letter in letters if letter in types]


def kin(reasons: Iterable[Kin]) -> list[str]:
    """Say why an occupation is related to another one, a few words for each reason."""
    words = {
        Kin.PROGRAM: _("same program of study"),
        Kin.SECTOR: _("same sector"),
        Kin.INTERESTS: _("same interests"),
        Kin.TRAINING: _("same level of training"),
    }
    return [words[reason] for reason in reasons]


def family(level: str) -> str:
    """Head the occupations whose way in is `level` or one like it."""
    return {
        "dep": _("With vocational training (DVS)"),
        "dec": _("After CEGEP (DCS or ACS)"),
        "university": _("After university"),
        "on-the-job": _("With secondary school or training on the job"),
    }.get(level) or _("With experience in the field")


def how_many_mentors(number: int) -> str:
    """Write "3 mentors"; a page writes a hundred of them, so each is made once."""
    return _mentors(number, language())


def how_many_occupations(number: int) -> str:
    """Write "3 occupations"."""
    return _occupations(number, language())


@lru_cache(maxsize=1024)
def _mentors(number: int, _reader: str) -> str:
    return _n("%(num)s mentor", "%(num)s mentors", number)


@lru_cache(maxsize=1024)
def _occupations(number: int, _reader: str) -> str:
    return _n("%(num)s occupation", "%(num)s occupations", number)
