"""Copies of a day in the stores, written anew after the lake's rows went or came back.

A mark in the lake says that copies are still to follow, and goes when they have: whoever is killed
in between leaves the mark, and the next run goes on. The graph is left alone: it shows 28 days that
end at a website's newest, and none of those goes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import SimpleNamespace
from typing import Any

from onevice_assets.every_copy import choose_copies
from onevice_assets.partitions import website_of
from onevice_assets.publishing.projection import Scope
from onevice_assets.publishing.publish import KIND
from onevice_assets.publishing.rebuild import rebuild
from onevice_assets.publishing.scopes import find_scopes
from resources.control_plane import websites
from resources.errors import SagaBusyError
from resources.lake_retired import list_awaiting, settle_copies
from resources.saga import records

_SHOWS_NEWEST = "graph"


def follow(resources: Mapping[str, Any], only: str | None = None) -> list[str]:
    """Give the stores what the lake now says of every day that is marked; what failed, in words.

    A day whose website is no longer watched has no copies.

    Args:
        resources: by name, ready to use.
        only: partition key of the only website to look after.
    """
    lake, control = resources["lake"], resources["control"]
    waiting = [one for one in list_awaiting(lake) if only in (None, website_of(one))]
    with control.begin() as db:
        known = set(websites.list_keys(db))
        scopes = find_scopes(db, [one for one in waiting if website_of(one) in known])
    failed = _write(resources, scopes.values()) if scopes else {}
    for partition in waiting:
        if partition not in failed:
            settle_copies(lake, partition)
    return [f"{partition}: {why}" for partition, why in failed.items()]


def _write(resources: Mapping[str, Any], scopes: Iterable[Scope]) -> dict[str, str]:
    """Write every store's copy of some days; why not, by partition that failed."""
    given, listed = SimpleNamespace(**resources), list(scopes)
    failed: dict[str, str] = {}

    def refuse_open(scope: Scope) -> None:
        with resources["control"].begin() as db:
            saga = records.find_open(db, KIND, scope.owner_id)
        if saga is not None:
            raise SagaBusyError(f"the publish {saga.id} of {saga.scope} is open")

    for copy in choose_copies("day"):
        if copy.store != _SHOWS_NEWEST:
            rebuilt = rebuild(copy.make(given), listed, refuse=refuse_open)
            failed |= {scope.partition: f"{copy.store}: {why}" for scope, why in rebuilt.failed}
    return failed
