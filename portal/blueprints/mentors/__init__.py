"""The pages under `/mentors`."""

from portal.blueprints.mentors.routes import bp

__all__ = ["bp"]
