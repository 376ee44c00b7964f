"""The pages under `/password`."""

from portal.blueprints.passwords.routes import bp

__all__ = ["bp"]
