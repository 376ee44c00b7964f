"""The pages of a class period, under `/counsellor`."""

from portal.blueprints.class_periods.routes import bp

__all__ = ["bp"]
