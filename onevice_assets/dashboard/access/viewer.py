"""Who looks at the page, and which websites there are for them."""

from __future__ import annotations

from dataclasses import dataclass

from resources.control_plane import websites
from resources.control_plane.resource import ControlPlane
from resources.control_plane.roles import Action, Role, may
from resources.control_plane.users import User
from resources.control_plane.websites import Website


@dataclass(frozen=True)
class Viewer:
    """Whoever asks: somebody at this machine, or a user of one organization.

    Attributes:
        organization_id: whose websites they see; none at this machine, where all are seen.
        role: what they may do.
        name: what to call them; empty at this machine.
        organization: slug of theirs; empty at this machine.
    """

    organization_id: str | None
    role: Role
    name: str = ""
    organization: str = ""

    @property
    def is_local(self) -> bool:
        """Whether nobody had to sign in."""
        return self.organization_id is None

    def may(self, action: Action) -> bool:
        """Whether their role allows it."""
        return may(self.role, action)


LOCAL = Viewer(None, "admin")


def view_as(user: User) -> Viewer:
    """The viewer a signed-in user is."""
    return Viewer(user.organization_id, user.role, user.name or user.email, user.organization_slug)


def list_websites(control: ControlPlane, viewer: Viewer) -> list[Website]:
    """The websites a viewer may see, by organization and domain: the only way to any number."""
    with control.begin() as db:
        every = websites.list_all(db)
    return [
        one
        for one in every
        if viewer.organization_id is None or one.organization_id == viewer.organization_id
    ]
