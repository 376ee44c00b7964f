"""The pages under `/moderation`."""

from portal.blueprints.moderation.routes import bp

__all__ = ["bp"]
