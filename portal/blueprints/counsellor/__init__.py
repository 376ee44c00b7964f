"""The pages under `/counsellor`."""

from portal.blueprints.counsellor.routes import bp

__all__ = ["bp"]
