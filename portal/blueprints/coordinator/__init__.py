"""The pages under `/coordinator`."""

from portal.blueprints.coordinator import gaps
from portal.blueprints.coordinator.routes import bp

__all__ = ["bp", "gaps"]
