"""The pages under `/admin`."""

from portal.blueprints.admin import jobs
from portal.blueprints.admin.routes import bp

__all__ = ["bp", "jobs"]
