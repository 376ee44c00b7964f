"""The pages under `/curiosities`."""

from portal.blueprints.curiosities.routes import bp

__all__ = ["bp"]
