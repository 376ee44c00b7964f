"""What reports say of discussion groups: how many students wrote there, and how much."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from portal.i18n import _
from portal.queries.participation import Member, RosterRow, Steps
from portal.reports.figures import SMALLEST, Figure, Share, hide_share
from portal.reports.sections import Section, Table, measures


@dataclass(frozen=True, slots=True)
class Discussions:
    """Of the students on the list: who wrote in a group, in several topics, and how many posts."""

    wrote: Share
    several: Share  # of those who wrote: in two topics or more
    posts: Figure


def discussions(
    members: Sequence[RosterRow | Member], steps: Iterable[Steps], *, hides: bool
) -> Discussions:
    """Count the posts of the period that others could read; `hides`: no figure under five."""
    posted = [row for row in steps if row.posts]
    wrote = Share(len(posted), len(members))
    several = Share(sum(row.topics > 1 for row in posted), len(posted))
    posts = sum(row.posts for row in posted)
    if not hides:
        return Discussions(wrote, several, posts)
    shown = hide_share(wrote)
    # Its whole is the count above: hidden there, it would be given away here.
    several = Share(None, None) if shown.count is None else hide_share(several)
    return Discussions(shown, several, posts if len(posted) >= SMALLEST else None)


def discussions_section(found: Discussions) -> Section:
    """Say it in the language in use."""
    table = measures(
        _("In the discussion groups, in the period"),
        _("Number"),
        _("Proportion"),
        [
            (_("Students who wrote in a group"), found.wrote),
            (_("Of these, in two topics or more"), found.several),
            (_("Their messages that others could read"), found.posts),
        ],
    )
    return Section(_("Discussion groups"), Table(table.columns, table.rows))
