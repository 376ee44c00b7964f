"""The guidance content: worded under `/admin`, planned by schools under `/counsellor`."""

from portal.blueprints.guidance import content, plans
from portal.blueprints.guidance.routes import bp

__all__ = ["bp", "content", "plans"]
