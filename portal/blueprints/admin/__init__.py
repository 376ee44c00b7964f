"""The pages under `/admin`."""

from portal.blueprints.admin import (
    imports,
    jobs,
    logos,
    occupations,
    reports,
    reviews,
    safety,
    staff,
)
from portal.blueprints.admin.routes import bp

__all__ = [
    "bp",
    "imports",
    "jobs",
    "logos",
    "occupations",
    "reports",
    "reviews",
    "safety",
    "staff",
]
