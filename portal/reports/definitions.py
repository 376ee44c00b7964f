"""How to read a report: what each word counts, where it comes from, how long it is kept (R105)."""

from collections.abc import Sequence

from portal.i18n import _
from portal.queries.standings import Standing
from portal.reports import words
from portal.reports.figures import Heading
from portal.reports.sections import Section


def of_student(
    heading: Heading,
    standing: Standing,
    *,
    has_conversations: bool,
    has_searched: bool,
    has_posted: bool,
) -> Section:
    """Return the definitions of one student's report: of the words that stand in it."""
    shown, reply, waiting = _of_messages()
    points = [
        _("Established: a match of at least five visible messages."),
        shown,
        *([reply] if has_conversations else []),
        *([waiting] if standing in (Standing.TO_NUDGE, Standing.LATE) else []),
        *([_searching()] if has_searched else []),
        *([_in_groups()] if has_posted else []),
        _no_words(),
    ]
    return _section(points, heading)


def of_attestation(board: str) -> Section:
    """Return how an attestation was counted, and what it is not (R107)."""
    points = [
        _("Conversations: those with a message in the period that the other person could read."),
        _("Messages held or refused by the moderation team are not counted."),
        _("Discussion groups: counted on their own, and never named here."),
        _(
            "This document states participation. It is neither an evaluation nor a letter of "
            "reference, and quotes nothing that was written."
        ),
    ]
    source = _("Source: the e-mentoring portal of %(board)s.", board=board)
    return Section(_("How this was counted"), points=points, after=(source,), keep=False)


def of_group(heading: Heading, *, hides: bool) -> Section:
    """Return the definitions of a report on many students."""
    points = [
        _(
            "On the list: students of the group or school on the day the report was made, with "
            "all that they did in the period; those who left the board are not counted."
        ),
        _("Signed in: opened a session at least once, in this period or before it."),
        _("Oriented: read what a mentor is and how to stay safe, in this period or before it."),
        _(
            "At least one action: in the period, read the orientation, looked for something, or "
            "wrote what a mentor or a discussion group could read."
        ),
        _("Wrote: sent at least one message that the mentor could read in the period."),
        _("Read an answer: a mentor wrote at least one message that the student could read."),
        _in_groups(),
        _("Established match: a match of at least five visible messages, not ended before it."),
        *_of_messages(),
        " ".join((_held(), _held_in_groups())),
    ]
    if hides:
        points.append(_hidden())
    return _section([*points, _no_words()], heading)


def of_board(heading: Heading) -> Section:
    """Return the definitions of the board's report."""
    section = of_group(heading, hides=True)
    more = [
        _(
            "School hours: the hours in which the board's schools are open; nights, weekends and "
            "days without school do not count."
        ),
        _(
            "Compared with the board: the share of students who wrote, below four fifths of the "
            "board's share, above six fifths of it, or near it."
        ),
    ]
    return Section(section.title, points=[*section.points, *more], after=section.after, keep=False)


def of_plan(heading: Heading, rule: str, star: Sequence[str]) -> Section:
    """Return the definitions of a school's guidance plan.

    `rule`: how minutes are counted; `star`: what the star after a name says, where there is one.
    """
    points = [
        _(
            "Guidance content (ACGC): the ministry's compulsory items, never evaluated; the "
            "governing board approves how they are offered."
        ),
        rule,
        " ".join((_hidden(), *star)),
    ]
    return _section(points, heading)


def _of_messages() -> list[str]:
    return [
        _(
            "Sent, received: messages that the other person could read; a message held or "
            "refused is not counted."
        ),
        _(
            "First reply: time from the moment the mentor could read the first message to the "
            "first answer, nights and holidays counted. With several requests, the middle one."
        ),
        _(
            "To nudge: an open match without a message for 14 days. Answer is late: a request "
            "without an answer after 48 hours. Holidays and the board's breaks do not count in "
            "these two."
        ),
    ]


def _searching() -> str:
    return _("Days of searching: days of the period on which the student looked for something.")


def _in_groups() -> str:
    return _(
        "In groups: messages in discussion groups that others could read; they count neither as "
        "sent nor as answers."
    )


def _held() -> str:
    return _("Held: waited for a moderator before anyone else could read it, in this period.")


def _held_in_groups() -> str:
    return _(
        "In discussion groups, a message counts where the student who wrote it is; another "
        "person's, where the group is of that class or school alone; all of them for the board."
    )


def _hidden() -> str:
    return _(
        "Hidden: a figure under five, or one that would give a figure under five away by "
        "subtraction."
    )


def _no_words() -> str:
    return _(
        "This report counts participation. It holds no text of a message, no mark and no "
        "assessment."
    )


def _section(points: list[str], heading: Heading) -> Section:
    board = words.spoken(heading.board_fr, heading.board_en)
    kept = words.spoken(heading.retention_fr, heading.retention_en)
    source = _("Source: the e-mentoring portal of %(board)s.", board=board)
    purpose = _(
        "Purpose: to follow participation in e-mentoring and support the students. "
        "No other use is allowed."
    )
    retention = (
        _("Retention: %(rule)s", rule=kept)
        if kept
        else _(
            "Keep this report no longer than this purpose requires, then destroy it as the "
            "board's retention schedule says."
        )
    )
    return Section(
        _("How to read this report"),
        points=points,
        after=(f"{source} {purpose}", retention),
        keep=False,
    )
