"""The pages under `/recommendations`."""

from portal.blueprints.recommendations.routes import bp

__all__ = ["bp"]
