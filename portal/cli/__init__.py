"""Commands, as thin as routes."""

from portal.cli import demo, jobs, occupations, people, reports, schools, search, settings

ALL = (
    demo.group,
    jobs.group,
    occupations.group,
    people.group,
    reports.group,
    schools.group,
    search.group,
    settings.command,
)
