"""The pages under `/circles`."""

from portal.blueprints.circles import glancing, making, sharing
from portal.blueprints.circles.routes import bp

__all__ = ["bp", "glancing", "making", "sharing"]
