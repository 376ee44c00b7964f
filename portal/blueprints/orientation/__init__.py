"""The pages under `/orientation`."""

from portal.blueprints.orientation.routes import bp

__all__ = ["bp"]
