"""The pages under `/moderation`."""

from portal.blueprints.moderation import figures, people, reasons
from portal.blueprints.moderation.routes import bp

__all__ = ["bp", "figures", "people", "reasons"]
