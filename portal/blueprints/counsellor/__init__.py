"""The pages under `/counsellor`."""

from portal.blueprints.counsellor import reports, students
from portal.blueprints.counsellor.routes import bp

__all__ = ["bp", "reports", "students"]
