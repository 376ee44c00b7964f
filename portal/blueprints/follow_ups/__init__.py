"""The addresses under `/follow-ups`."""

from portal.blueprints.follow_ups.routes import bp

__all__ = ["bp"]
