"""The first message: how a match begins."""

from portal.blueprints.matches.routes import bp

__all__ = ["bp"]
