"""Commands, as thin as routes."""

from portal.cli import (
    audit,
    demo,
    jobs,
    moderation,
    occupations,
    people,
    reports,
    schools,
    search,
    settings,
)

ALL = (
    audit.group,
    demo.group,
    jobs.group,
    moderation.group,
    occupations.group,
    people.group,
    reports.group,
    schools.group,
    search.group,
    settings.command,
)
