"""The pages under `/admin`."""

from portal.blueprints.admin import imports, jobs, staff
from portal.blueprints.admin.routes import bp

__all__ = ["bp", "imports", "jobs", "staff"]
