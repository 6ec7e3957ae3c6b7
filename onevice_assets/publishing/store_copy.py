"""A system's copy in one store, as what looks after all copies knows it: drift and rebuilds.

A copy says by what it is cut, which assets publish it, and which scopes the lake has of it. What
its rows are is in its `Projection`, which is made when it is needed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from onevice_assets.publishing.projection import Cut, Projection, Scope
from resources.control_plane.resource import ControlPlane
from resources.lake import Lake

ListScopes = Callable[[Lake, ControlPlane], Sequence[Scope]]


@dataclass(frozen=True)
class StoreCopy:
    """One system's copy in one store.

    Attributes:
        system: whose rows they are: `brand_monitor`, `entertainment`.
        store: `postgres`, `graph`, `search` or `vectors`; several systems may copy to one.
        resources: names of the resources that `make` takes from those of a run.
        make: makes the projection; the import of its driver stands in there.
        assets: how it is cut, and name of the asset that publishes it so.
        list_scopes: every scope that the lake has of the system, whatever its cut.
    """

    system: str
    store: str
    resources: frozenset[str]
    make: Callable[[Any], Projection]
    assets: Mapping[Cut, Sequence[str]] = field(hash=False)
    list_scopes: ListScopes


class Work(NamedTuple):
    """A copy and one of its scopes: what is compared or written at once."""

    copy: StoreCopy
    scope: Scope


@dataclass(frozen=True)
class Only:
    """Whose rows are looked after; everybody's by default.

    Attributes:
        website: partition key of the only website.
        organization_id: the only tenant: its websites, and what is its own.
    """

    website: str | None = None
    organization_id: str | None = None

    def choose(self, work: Iterable[Work]) -> list[Work]:
        """Those of the work that is theirs."""
        return [one for one in work if self._has(one.scope)]

    def __bool__(self) -> bool:
        """Whether anybody is left out."""
        return bool(self.website or self.organization_id)

    def _has(self, scope: Scope) -> bool:
        is_theirs = self.organization_id in (None, scope.organization_id)
        return is_theirs and self.website in (None, scope.owner)


EVERYBODY = Only()


def list_work(copies: Iterable[StoreCopy], lake: Lake, control: ControlPlane) -> list[Work]:
    """Every scope that the lake has of each copy, copy by copy.

    Raises:
        StoreError: the lake or the control plane does not answer.
    """
    listed: dict[ListScopes, Sequence[Scope]] = {}
    work = []
    for copy in copies:
        if copy.list_scopes not in listed:
            listed[copy.list_scopes] = copy.list_scopes(lake, control)
        work += [Work(copy, one) for one in listed[copy.list_scopes] if one.cut in copy.assets]
    return work
