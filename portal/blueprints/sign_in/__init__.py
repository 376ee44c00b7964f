"""The pages under `/`."""

from portal.blueprints.sign_in.routes import bp

__all__ = ["bp"]
