"""The reasons of a suggestion, as one sentence in the reader's language."""

from collections.abc import Iterable, Sequence

from babel.lists import format_list

from portal.data.interests import helps, interests
from portal.data.occupations import occupations, sectors
from portal.data.regions import regions
from portal.i18n import LOCALES, _, language
from portal.matching import Because, Reason

SAID_APART = (Reason.BOTH_LIKE, Reason.HAS_TIME)  # all together, and at the end


def why(because: Sequence[Because]) -> str:
    """Say in a sentence why a mentor is suggested: every reason that counted, and no other."""
    own = [one for one in because if one.reason not in SAID_APART]
    clauses = [_clause(one) for one in own]
    if liked := _shared(because):
        clauses.append(_("shares your liking for %(things)s", things=liked))
    if any(one.reason is Reason.HAS_TIME for one in because):
        clauses.append(_("has time for new students now"))
    return _("This mentor %(reasons)s.", reasons=_joined(clauses))


def _clause(because: Because) -> str:
    about, here = because.about, language()
    match because.reason:
        case Reason.ON_THE_LIST:
            return _("does an occupation of your list (%(occupation)s)", occupation=_job(about))
        case Reason.IN_THEIR_WORDS:
            return _("does what your words bring to mind (%(occupation)s)", occupation=_job(about))
        case Reason.LOOKED_AT:
            return _("does an occupation that you opened (%(occupation)s)", occupation=_job(about))
        case Reason.NEAR_FIELD:
            field = sectors()[about].name(here)
            return _("works in a field close to your choices (%(field)s)", field=field)
        case Reason.HELPS:
            return _("says to help best %(people)s", people=helps()[about].name(here))
        case Reason.WORKS_IN_IT:
            thing = interests()[about].name(here)
            return _("has a job close to what you like (%(thing)s)", thing=thing)
        case Reason.REGION:
            return _("lives in the region you chose (%(region)s)", region=regions()[about])
        case Reason.STYLE:
            return _("has a job that suits your answers to the six questions")
        case Reason.PATH:
            return _("learned the job the way you have in mind")
    raise ValueError(because.reason)


def _shared(because: Iterable[Because]) -> str:
    here = language()
    return _joined(
        [interests()[one.about].name(here) for one in because if one.reason is Reason.BOTH_LIKE]
    )


def _job(noc: str) -> str:
    return occupations()[noc].names(language())[0].both


def _joined(words: Sequence[str]) -> str:
    return str(format_list(words, locale=LOCALES[language()])) if words else ""
