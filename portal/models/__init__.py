"""Tables, one file per noun. No rule about people, no commit."""

from portal.models import (
    access_log,
    boards,
    class_groups,
    drafts,
    imports,
    jobs,
    matches,
    mentors,
    moderation,
    people,
    programs,
    schools,
    sign_ins,
    students,
    threads,
)

__all__ = [
    "access_log",
    "boards",
    "class_groups",
    "drafts",
    "imports",
    "jobs",
    "matches",
    "mentors",
    "moderation",
    "people",
    "programs",
    "schools",
    "sign_ins",
    "students",
    "threads",
]
