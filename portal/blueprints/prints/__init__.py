"""What is printed, and the public page that verifies it."""

from portal.blueprints.prints.routes import bp

__all__ = ["bp"]
