"""The pages under `/counsellor`."""

from portal.blueprints.counsellor import reports
from portal.blueprints.counsellor.routes import bp

__all__ = ["bp", "reports"]
