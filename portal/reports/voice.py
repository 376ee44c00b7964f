"""What students answered to the three questions; nothing at all under five answers (R42)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from portal.i18n import _
from portal.models.surveys import Opinion, SurveyOccasion
from portal.queries import surveys
from portal.queries.participation import Scope, student_rule
from portal.reports.figures import SMALLEST, Figure, Share, hide_share, hide_small_parts
from portal.reports.sections import Section, measures
from portal.services.surveys import PURPOSES

OF_STUDENTS = (SurveyOccasion.ESTABLISHED, SurveyOccasion.CLOSING)


@dataclass(frozen=True, slots=True)
class StudentsVoice:
    """Answers of the period. The opinions on a question make up its answers."""

    answers: Figure
    influence: Mapping[Opinion, Share]
    influenced: Share  # yes or a little; hidden with any of the three
    recommends: Mapping[Opinion, Share]
    purposes: Mapping[str, Share]  # several may be ticked


def students_voice(scope: Scope) -> StudentsVoice:
    """Count what the students of the scope answered in the period, small figures hidden."""
    found = surveys.voice(
        student_rule(scope), since=scope.since, until=scope.until, occasions=OF_STUDENTS
    )
    enough = found.answers >= SMALLEST
    purposes = {code: Share(found.purposes[code], found.answers) for code in PURPOSES}
    influence = _opinions([found.influence[opinion] for opinion in Opinion])
    return StudentsVoice(
        answers=found.answers if enough or found.answers == 0 else None,
        influence=influence,
        influenced=_together(influence),
        recommends=_opinions([found.recommends[opinion] for opinion in Opinion]),
        purposes={code: hide_share(share) for code, share in purposes.items()},
    )


def voice_section(voice: StudentsVoice) -> Section:
    """Say it, question by question."""
    said = {Opinion.YES: _("Yes"), Opinion.SOMEWHAT: _("A little"), Opinion.NO: _("No")}
    rows: list[tuple[str, Figure | Share]] = [(_("Answers received"), voice.answers)]
    for opinion, share in voice.influence.items():
        rows.append((_("It influenced my choice: %(answer)s", answer=said[opinion]), share))
    rows.append((_("It influenced my choice: yes or a little"), voice.influenced))
    for opinion, share in voice.recommends.items():
        rows.append((_("I would recommend it: %(answer)s", answer=said[opinion]), share))
    for code, share in voice.purposes.items():
        rows.append((_purpose(code), share))
    table = measures(_("Three questions, all optional"), _("Number"), _("Proportion"), rows)
    if voice.answers == 0:
        return Section(_("Students' voice"), before=(_("Nobody answered in this period."),))
    return Section(_("Students' voice"), table, after=(_published(),))


def _published() -> str:
    return _(
        "To compare with: in figures published for e-mentoring in Quebec, 75 to 80 students of a "
        "hundred say that it influenced their choice, and 61 do at least one action."
    )


def _together(influence: Mapping[Opinion, Share]) -> Share:
    no = influence[Opinion.NO]
    if no.of is None or any(share.count is None for share in influence.values()):
        return Share(None, no.of)
    return Share(no.of - (no.count or 0), no.of)


def _opinions(counts: Sequence[int]) -> dict[Opinion, Share]:
    total = sum(counts)
    shown = hide_small_parts([Share(number, total) for number in counts])
    return dict(zip(Opinion, shown, strict=True))


def _purpose(code: str) -> str:
    return {
        "discover": _("To discover an occupation that I did not know"),
        "confirm": _("To confirm a choice"),
        "rule_out": _("To rule something out"),
        "path": _("To see which studies lead there"),
        "motivation": _("To feel like going on at school"),
    }[code]
