"""The pages under `/groups`."""

from portal.blueprints.groups import inviting, making, posts, searching, steering, topics
from portal.blueprints.groups.routes import bp

__all__ = ["bp", "inviting", "making", "posts", "searching", "steering", "topics"]
