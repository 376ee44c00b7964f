"""The pages under `/join`."""

from portal.blueprints.class_codes.routes import bp

__all__ = ["bp"]
