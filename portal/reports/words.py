"""The words of lists for states that the code names: those of `templates/reports/words.html`."""

from html import unescape

from flask import get_template_attribute

from portal.i18n import _, language
from portal.models.guidance import GuidanceActivity, GuidanceArea
from portal.models.moderation import HoldReason
from portal.models.students import Level
from portal.queries.standings import Standing
from portal.reports.team import Work

WORDS = "reports/words.html"


def level(code: Level) -> str:
    """Name a level, as everywhere on the pages."""
    return _said("level", code.value)


def standing(code: Standing) -> str:
    """Say where a student stands."""
    return _said("standing", code.value)


def match_state(code: str) -> str:
    """Say how far a match is."""
    return _said("match_state", code)


def area(code: GuidanceArea) -> str:
    """Name an area of the guidance content."""
    return _said("area", code.value)


def short_area(code: GuidanceArea) -> str:
    """Name an area in a narrow column."""
    return {
        GuidanceArea.SELF: _("Self"),
        GuidanceArea.SCHOOL: _("School"),
        GuidanceArea.WORK: _("Work"),
    }[code]


def guidance_activity(code: GuidanceActivity) -> str:
    """Name what touches the guidance content, once done."""
    return _said("guidance_activity", code.value)


def hold_reason(code: HoldReason) -> str:
    """Say why a message waited."""
    return {
        HoldReason.FINDING: _("Something found"),
        HoldReason.NEW_MENTOR: _("New mentors"),
        HoldReason.FULL_REVIEW: _("Full review"),
        HoldReason.SAMPLED: _("Drawn at random"),
        HoldReason.REPORTED: _("Reported by somebody"),
        HoldReason.GLANCE: _("First message of a class period"),
    }[code]


def work(code: Work) -> str:
    """Name what the staff does."""
    return {
        Work.DECISION: _("Decisions on messages that waited"),
        Work.CONCERN: _("Concerns looked after"),
        Work.FOLLOW_UP: _("Follow-ups with students"),
    }[code]


def _said(macro: str, code: str) -> str:
    said = get_template_attribute(WORDS, macro)(code)
    return unescape(str(said)).strip()


def spoken(fr: str, en: str) -> str:
    """Return the text of the language in use, else the other one."""
    return (fr or en) if language() == "fr" else (en or fr)
