"""The pages under `/threads`."""

from portal.blueprints.threads import closing
from portal.blueprints.threads.routes import bp

__all__ = ["bp", "closing"]
