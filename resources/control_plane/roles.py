"""Who may do what: one table. A role that is not in it may do nothing."""

from __future__ import annotations

from typing import Literal, cast, get_args

from resources.errors import InputError

Role = Literal["viewer", "member", "admin"]
Action = Literal["view", "read_answers", "export", "manage_users"]

ROLES: tuple[Role, ...] = get_args(Role)

_ALLOWED: dict[str, frozenset[Action]] = {
    "viewer": frozenset({"view"}),
    "member": frozenset({"view", "read_answers", "export"}),
    "admin": frozenset({"view", "read_answers", "export", "manage_users"}),
}


def may(role: str, action: Action) -> bool:
    """Tell whether a role allows an action, within the user's own organization."""
    return action in _ALLOWED.get(role, frozenset())


def read_role(text: str) -> Role:
    """The role a text names.

    Raises:
        InputError: naming those there are.
    """
    if text not in ROLES:
        raise InputError(f"{text[:100]!r} is not a role: it may be {', '.join(ROLES)}.")
    return cast("Role", text)
