"""Roles and their clearances: one table. A role that is not in it sees nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from onevice_assets.entertainment.graph.model.kinds import PUBLIC
from resources.errors import InputError

MOST_SENSITIVE: Final = 1
AUDITED: Final = 2
"""What is of this level or more sensitive is seen by nobody without a line in the audit log."""


@dataclass(frozen=True)
class Role:
    """What somebody is to the company.

    Attributes:
        name: as the seed writes it.
        clearance: 1 to 6: the lowest level this role sees.
        platform_role: users of the platform who have it (`resources.control_plane.roles`).
        sees_every_group: needs no membership, and no restriction hides anything.
    """

    name: str
    clearance: int
    platform_role: str = ""
    sees_every_group: bool = False


LEADERSHIP: Final = Role("Leadership", MOST_SENSITIVE, "admin", sees_every_group=True)
GUEST: Final = Role("Guest", PUBLIC, "viewer")
"""The least privileged; what anybody may be shown when nothing else is known."""

ROLES: Final[Mapping[str, Role]] = {
    one.name: one
    for one in (
        LEADERSHIP,
        Role("Producer", 2),
        Role("Director", 2),
        Role("Sales", 3),
        Role("Creative Director", 4, "member"),
        GUEST,
    )
}
AGENTS: Final = ("sales_intelligence", "case_study", "talent_discovery", "bidding_support")
"""On whose behalf is asked (seed 000, §3.5); an agent sees what its user sees, never more."""


def read_role(text: str) -> Role:
    """The role a text names, in any case; `creative-director` too.

    Raises:
        InputError: naming those there are.
    """
    wanted = " ".join(text.replace("-", " ").replace("_", " ").split()).casefold()
    for one in ROLES.values():
        if one.name.casefold() == wanted:
            return one
    raise InputError(f"{text[:100]!r} is not a role of the graph: it may be {', '.join(ROLES)}.")


def role_of(platform_role: str) -> Role:
    """What a user of the platform is here; a role nobody knows sees least."""
    for one in ROLES.values():
        if platform_role and one.platform_role == platform_role:
            return one
    return GUEST


def read_agent(text: str) -> str:
    """The agent a text names.

    Raises:
        InputError: naming those there are.
    """
    if text not in AGENTS:
        raise InputError(f"{text[:100]!r} is not an agent: it may be {', '.join(AGENTS)}.")
    return text
