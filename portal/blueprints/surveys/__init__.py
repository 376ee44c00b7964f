"""The pages under `/surveys`."""

from portal.blueprints.surveys.routes import bp

__all__ = ["bp"]
