"""The pages under `/occupations`."""

from portal.blueprints.occupations import exploring, suggesting
from portal.blueprints.occupations.routes import bp

__all__ = ["bp", "exploring", "suggesting"]
