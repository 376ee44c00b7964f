"""The pages under `/counsellor`."""

from portal.blueprints.counsellor import (
    class_codes,
    class_groups,
    matches,
    needs,
    reports,
    slips,
    students,
)
from portal.blueprints.counsellor.routes import bp

__all__ = ["bp", "class_codes", "class_groups", "matches", "needs", "reports", "slips", "students"]
