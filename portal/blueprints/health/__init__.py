"""The pages under `/health`."""

from portal.blueprints.health.routes import bp

__all__ = ["bp"]
