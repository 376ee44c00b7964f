"""The pages under `/occupations`."""

from portal.blueprints.occupations.routes import bp

__all__ = ["bp"]
