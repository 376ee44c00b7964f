"""What students answered to the three questions; nothing at all under five answers (R42)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from portal.i18n import _
from portal.models.surveys import Opinion
from portal.queries import surveys
from portal.queries.participation import Scope, student_rule
from portal.queries.surveys import Voice
from portal.reports.figures import SMALLEST, Figure, Share, hide_share, hide_small_parts
from portal.reports.sections import Section, measures
from portal.services.surveys import MENTOR_PURPOSES, PURPOSES


@dataclass(frozen=True, slots=True)
class StudentsVoice:
    """Answers of the period. The opinions on a question make up its answers."""

    answers: Figure
    influence: Mapping[Opinion, Share]
    influenced: Share  # yes or a little; hidden with any of the three
    recommends: Mapping[Opinion, Share]
    purposes: Mapping[str, Share]  # several may be ticked


@dataclass(frozen=True, slots=True)
class MentorsVoice:
    """Answers of mentors at the end of a conversation, in the period."""

    answers: Figure
    worthwhile: Mapping[Opinion, Share]
    recommends: Mapping[Opinion, Share]
    brought: Mapping[str, Share]  # several may be ticked


def students_voice(scope: Scope) -> StudentsVoice:
    """Count what the students of the scope answered in the period, small figures hidden."""
    return voices(scope)[0]


def voices(scope: Scope) -> tuple[StudentsVoice, MentorsVoice]:
    """Count what students and their mentors answered in the period, small figures hidden."""
    found = surveys.voices(student_rule(scope), since=scope.since, until=scope.until)
    students, mentors = found.students, found.mentors
    influence = _opinions(students.influence)
    return (
        StudentsVoice(
            answers=_answers(students),
            influence=influence,
            influenced=_together(influence),
            recommends=_opinions(students.recommends),
            purposes=_ticked(students, PURPOSES),
        ),
        MentorsVoice(
            answers=_answers(mentors),
            worthwhile=_opinions(mentors.influence),
            recommends=_opinions(mentors.recommends),
            brought=_ticked(mentors, MENTOR_PURPOSES),
        ),
    )


def _answers(found: Voice) -> Figure:
    return found.answers if found.answers >= SMALLEST or found.answers == 0 else None


def _ticked(found: Voice, codes: Sequence[str]) -> dict[str, Share]:
    return {code: hide_share(Share(found.purposes[code], found.answers)) for code in codes}


def voice_section(voice: StudentsVoice) -> Section:
    """Say it, question by question."""
    title, said = _("Students' voice"), _said()
    if not voice.answers:
        return _nothing(title, voice.answers)
    rows: list[tuple[str, Figure | Share]] = [(_("Answers received"), voice.answers)]
    for opinion, share in voice.influence.items():
        rows.append((_("It influenced my choice: %(answer)s", answer=said[opinion]), share))
    rows.append((_("It influenced my choice: yes or a little"), voice.influenced))
    for opinion, share in voice.recommends.items():
        rows.append((_("I would recommend it: %(answer)s", answer=said[opinion]), share))
    for code, share in voice.purposes.items():
        rows.append((_("It helped me: %(answer)s", answer=_purpose(code)), share))
    table = measures(_("Three questions, all optional"), _("Number"), _("Proportion"), rows)
    return Section(title, table, after=(_published(),))


def _nothing(title: str, answers: Figure) -> Section:
    nobody, few = _("Nobody answered in this period."), _("Under five answers: too few to show.")
    return Section(title, before=(nobody if answers == 0 else few,))


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


def mentors_section(voice: MentorsVoice) -> Section:
    """Say what mentors answered, question by question."""
    title, said = _("Mentors' voice"), _said()
    if not voice.answers:
        return _nothing(title, voice.answers)
    rows: list[tuple[str, Figure | Share]] = [(_("Answers received"), voice.answers)]
    for opinion, share in voice.worthwhile.items():
        rows.append((_("It was worth my time: %(answer)s", answer=said[opinion]), share))
    for opinion, share in voice.recommends.items():
        rows.append(
            (_("I would recommend being a mentor: %(answer)s", answer=said[opinion]), share)
        )
    for code, share in voice.brought.items():
        rows.append((_brought(code), share))
    table = measures(_("Three questions, all optional"), _("Number"), _("Proportion"), rows)
    return Section(title, table)


def _said() -> dict[Opinion, str]:
    return {Opinion.YES: _("Yes"), Opinion.SOMEWHAT: _("A little"), Opinion.NO: _("No")}


def _opinions(counts: Mapping[Opinion, int]) -> dict[Opinion, Share]:
    numbers = [counts[opinion] for opinion in Opinion]
    shown = hide_small_parts([Share(number, sum(numbers)) for number in numbers])
    return dict(zip(Opinion, shown, strict=True))


def _purpose(code: str) -> str:
    return {
        "discover": _("To discover an occupation that I did not know"),
        "confirm": _("To confirm a choice"),
        "rule_out": _("To rule something out"),
        "path": _("To see which studies lead there"),
        "motivation": _("To feel like going on at school"),
    }[code]


def _brought(code: str) -> str:
    return {
        "day": _("I told of my days"),
        "path": _("I told how I got there"),
        "advice": _("I gave advice"),
        "encourage": _("I encouraged"),
        "listen": _("I listened"),
    }[code]
