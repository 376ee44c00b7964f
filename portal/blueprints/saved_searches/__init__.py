"""The pages under `/saved-searches`."""

from portal.blueprints.saved_searches.routes import bp

__all__ = ["bp"]
