"""Who asks at the terminal, and the stores that `onevice talent` asks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from onevice_assets.cli.session import Session, actor
from resources.errors import InputError

if TYPE_CHECKING:
    from onevice_assets.entertainment.access.asker import Asker
    from onevice_assets.entertainment.access.door import Door
    from onevice_assets.entertainment.graph.finding.make_findable import FindingStores
    from onevice_assets.entertainment.talent.nearest import Finder

As = Annotated[str | None, typer.Option("--as", help="Role: Leadership, Producer, Director, …")]
User = Annotated[str | None, typer.Option("--user", help="Ask as a user, by e-mail address")]
Group = Annotated[list[str] | None, typer.Option("--group", help="Access group one is of")]
Organization = Annotated[str, typer.Option(help="Slug of the organization")]


@contextmanager
def open_door(
    session: Session,
    organization: str,
    role: str | None,
    user: str | None,
    groups: Sequence[str] | None = None,
) -> Iterator[tuple[Door, Finder]]:
    """The graph as somebody may see it, and what finds candidates in it.

    Args:
        session: of the command.
        organization: slug.
        role: asked as, by who sits at the machine; exactly one of it and `user`.
        user: e-mail address of a user of the platform.
        groups: access groups of a role; a user's are their own (`onevice user groups`).

    Raises:
        InputError: it is not said who asks, or there is no such role, user or organization.
        AccessError: the user is deactivated.
    """
    from onevice_assets.entertainment.access.door import Door
    from onevice_assets.entertainment.access.witness import AuditLog
    from onevice_assets.entertainment.talent.count_finds import counting
    from onevice_assets.entertainment.talent.open_finder import open_finder

    asker = _who(session, organization, role, user, groups or ())
    resources = session.resources
    listener = counting(resources["redis"], asker.organization_id)
    door = Door(
        resources["graph"],
        asker,
        AuditLog(resources["control"]),
        cache=resources["redis"],
        on_shown=(listener,),
    )
    with open_finder(_stores(resources), asker) as finder:
        yield door, finder


def _who(
    session: Session, organization: str, role: str | None, user: str | None, groups: Sequence[str]
) -> Asker:
    from onevice_assets.entertainment.access.asker import ask_as, ask_as_user
    from onevice_assets.entertainment.access.roles import read_role
    from resources.control_plane import organizations, users

    if bool(role) == bool(user):
        raise InputError(
            "Say who asks: --as ROLE for a role, or --user ADDRESS for a user of the platform. "
            "Nothing was read."
        )
    if user and groups:
        raise InputError(
            "A user is of the groups that `onevice user groups` says; --group goes with --as. "
            "Nothing was read."
        )
    if role:
        read_role(role)
    with session.resources["control"].begin() as db:
        if user:
            return ask_as_user(users.find(db, user, organization=organization))
        organization_id = organizations.find(db, organization)
    return ask_as(organization_id, role or "", name=actor(), groups=groups)


def _stores(resources: dict[str, Any]) -> FindingStores:
    from dataclasses import fields

    from onevice_assets.entertainment.graph.finding.make_findable import FindingStores

    return FindingStores(**{one.name: resources[one.name] for one in fields(FindingStores)})
