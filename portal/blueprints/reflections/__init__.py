"""The page of a reflection, under its conversation."""

from portal.blueprints.reflections.routes import bp

__all__ = ["bp"]
