"""The pages of concerns: report, raise, look after."""

from portal.blueprints.concerns.routes import bp

__all__ = ["bp"]
