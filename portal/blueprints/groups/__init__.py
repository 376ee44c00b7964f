"""The pages under `/groups`."""

from portal.blueprints.groups import making, posts, searching, steering, topics
from portal.blueprints.groups.routes import bp

__all__ = ["bp", "making", "posts", "searching", "steering", "topics"]
