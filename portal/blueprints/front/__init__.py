"""The pages under `/`."""

from portal.blueprints.front.routes import bp

__all__ = ["bp"]
