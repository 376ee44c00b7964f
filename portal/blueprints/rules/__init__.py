"""What the screen watches for and lets pass, under `/moderation/rules`."""

from portal.blueprints.rules.routes import bp

__all__ = ["bp"]
