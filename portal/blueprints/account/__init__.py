"""The pages under `/account`."""

from portal.blueprints.account import notices, profile
from portal.blueprints.account.routes import bp

__all__ = ["bp", "notices", "profile"]
