"""Who looks: a person, or anyone of some roles, for a statement that is built once.

Building the statement of a page costs more than running it. What a rule needs
is the roles, known when it is built, and an id, known when it runs.
"""

from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import BindParameter, Integer, bindparam

from portal.models.people import Role


class Viewer(Protocol):
    """What a rule asks of who looks."""

    @property
    def id(self) -> Any:
        """The person's id, or what stands for it in a statement."""

    @property
    def roles(self) -> frozenset[Role]:
        """The roles held."""

    def has(self, *roles: Role) -> bool:
        """Say whether one of `roles` is held."""


@dataclass(frozen=True, slots=True)
class AnyoneWith:
    """Anyone of these roles; a statement about them runs with the parameter `viewer_id`."""

    roles: frozenset[Role]

    @property
    def id(self) -> BindParameter[int]:
        """The place of the id in a statement."""
        return bindparam("viewer_id", type_=Integer)

    def has(self, *roles: Role) -> bool:
        """Say whether one of `roles` is held."""
        return not self.roles.isdisjoint(roles)
