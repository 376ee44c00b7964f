"""Suggestions of mentors: the pages under `/suggestions` and `/account/suggestions`."""

from portal.blueprints.matching.routes import bp

__all__ = ["bp"]
