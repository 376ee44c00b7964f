"""Packs: one document for each student of a class group or school, made by the worker."""

from portal.blueprints.packs.routes import bp

__all__ = ["bp"]
