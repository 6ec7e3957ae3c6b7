"""Who asks at the terminal, and the stores that `onevice talent` asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

from onevice_assets.cli.session import Session, actor
from resources.errors import InputError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from onevice_assets.entertainment.access.asker import Asker
    from onevice_assets.entertainment.access.door import Door
    from onevice_assets.entertainment.talent.nearest import Finder


@contextmanager
def open_door(
    session: Session, organization: str, role: str | None, user: str | None, groups: Sequence[str]
) -> Iterator[tuple[Door, Finder]]:
    """The graph as somebody may see it, and what finds candidates in it.

    Args:
        session: of the command.
        organization: slug.
        role: asked as, by who sits at the machine; exactly one of it and `user`.
        user: e-mail address of a user of the platform.
        groups: access groups they belong to.

    Raises:
        InputError: it is not said who asks, or there is no such role, user or organization.
        AccessError: the user is deactivated.
    """
    from onevice_assets.entertainment.access.door import Door
    from onevice_assets.entertainment.access.witness import AuditLog
    from onevice_assets.entertainment.talent.count_finds import counting

    asker = _who(session, organization, role, user, groups)
    resources = session.resources
    listener = counting(resources["redis"], asker.organization_id)
    door = Door(
        resources["graph"],
        asker,
        AuditLog(resources["control"]),
        cache=resources["redis"],
        on_shown=(listener,),
    )
    with ExitStack() as opened:
        yield door, _open_finder(resources, opened)


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
    if role:
        read_role(role)
    with session.resources["control"].begin() as db:
        if user:
            return ask_as_user(users.find(db, user, organization=organization), groups)
        organization_id = organizations.find(db, organization)
    return ask_as(organization_id, role or "", name=actor(), groups=groups)


def _open_finder(resources: dict[str, Any], opened: ExitStack) -> Finder:
    """Neo4j's own indexes where the graph is one; else the platform's."""
    from onevice_assets.entertainment.talent.nearest import GraphFinder, StoreFinder
    from resources.variables import value_of

    embed = _embed(resources)
    if value_of(resources["graph"].uri):
        return GraphFinder(resources["graph"], embed)
    vectors = opened.enter_context(resources["vectors"].open())
    search = opened.enter_context(resources["search"].open())
    return StoreFinder(vectors, search, embed, collections={}, indexes={})


def _embed(resources: dict[str, Any]) -> Callable[[str], NDArray[np.float32]]:
    @cache
    def open_model() -> Any:
        return resources["embeddings"].open(resources["control"], resources["objects"], "")

    def embed(text: str) -> NDArray[np.float32]:
        vector: NDArray[np.float32] = open_model().embed([text])[0]
        return vector

    return embed
