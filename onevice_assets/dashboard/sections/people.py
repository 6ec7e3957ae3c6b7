"""Who belongs to the organization, for those who manage its users."""

from __future__ import annotations

from typing import Any

from onevice_assets.dashboard.access.viewer import Viewer
from onevice_assets.dashboard.sections import parts
from resources.control_plane import users
from resources.control_plane.resource import ControlPlane


def show_people(control: ControlPlane, viewer: Viewer) -> Any:
    """The users of the viewer's organization; nothing for who may not manage them."""
    if viewer.is_local or not viewer.may("manage_users"):
        return parts.empty(
            "Only who manages an organization's users sees them; at this machine "
            "`onevice user list` does."
        )
    with control.begin() as db:
        found = users.list_all(db, organization=viewer.organization)
    body = [
        [
            one.email,
            one.name or "–",
            one.role,
            "yes" if one.is_active else "no",
            f"{one.last_login_at:%Y-%m-%d %H:%M} UTC" if one.last_login_at else "never",
        ]
        for one in found
    ]
    return parts.section(
        f"People of {viewer.organization}",
        parts.table(["E-mail", "Name", "Role", "Active", "Last sign-in"], body, caption="People"),
        about="Added and changed by `onevice user add`, `role`, `password` and `deactivate`.",
    )
