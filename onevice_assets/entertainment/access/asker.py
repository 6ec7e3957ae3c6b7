"""Somebody who asks: whose graph, in which role, of which groups. Made once a request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from onevice_assets.entertainment.access.roles import Role, read_role, role_of
from resources.control_plane.access_groups import clean_groups
from resources.errors import AccessError, InputError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from onevice_assets.entertainment.graph.model.levels import Protection
    from resources.control_plane.users import User


@dataclass(frozen=True)
class Asker:
    """Who asks.

    Attributes:
        organization_id: whose graph; nobody else's is looked at.
        role: from the one table.
        groups: access groups they belong to, e.g. `project_team_abc123`.
        name: what the audit log calls them, e.g. `user:<id>` or `cli:root`.
    """

    organization_id: str
    role: Role
    name: str
    groups: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        """Refuse a question without tenant or name: it would reach everybody's, as nobody."""
        if not self.organization_id or not self.name:
            raise InputError(
                "The graph is never asked without an organization and a name: give both. Nothing "
                "was read."
            )

    @property
    def clearance(self) -> int:
        """The lowest level they see."""
        return self.role.clearance

    def sees(self, level: int) -> bool:
        """Whether a level is theirs to see."""
        return level >= self.clearance

    def may_see(self, told: Protection) -> bool:
        """Whether something of a level and groups is theirs to see."""
        among = not told.groups or not self.groups.isdisjoint(told.groups)
        return self.sees(told.level) and (self.role.sees_every_group or among)

    @property
    def parameters(self) -> dict[str, Any]:
        """What the conditions of every question read."""
        return {
            "organization_id": self.organization_id,
            "clearance": self.clearance,
            "groups": sorted(self.groups),
            "sees_every_group": self.role.sees_every_group,
        }


def ask_as(organization_id: str, role: str, *, name: str, groups: Iterable[str] = ()) -> Asker:
    """Somebody in a role that is named.

    Args:
        organization_id: whose graph.
        role: from the table, in any case.
        name: for the audit log.
        groups: access groups, at most 100 of at most 100 characters.

    Raises:
        InputError: no such role, or groups that are none.
    """
    return Asker(organization_id, read_role(role), name, frozenset(clean_groups(groups)))


def ask_as_user(user: User) -> Asker:
    """A user of the platform, in the role that the table gives theirs and the groups they are of.

    Raises:
        AccessError: the account is switched off.
    """
    if not user.is_active:
        raise AccessError(
            f"{user.email} is deactivated and sees nothing. `onevice user activate` brings the "
            "account back."
        )
    role = role_of(user.role)
    return ask_as(
        user.organization_id, role.name, name=f"user:{user.id}", groups=user.access_groups
    )
