"""All facts of PostgreSQL in every copy anew, after a store was lost or emptied."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from onevice_assets.operations.timeline.coordination.stores import (
    Stores,
    list_owners,
    open_stores,
)


def fill_anew(stores: Stores, organization_id: str, only: Collection[str] = ()) -> int:
    """Empty an organization's copies and write them from PostgreSQL.

    Who asks a copy meanwhile finds less. Sagas may run beside it: run `compare_stores` after it
    where somebody wrote meanwhile.

    Args:
        stores: open.
        organization_id: whose facts.
        only: names of copies (`graph`, `vectors`); all where none is named.

    Returns:
        How many facts there are.

    Raises:
        StoreError: a store does not do it; run it again.
    """
    count = 0
    for name, copy in stores.copies(organization_id).items():
        if only and name not in only:
            continue
        copy.take_away()
        count = 0
        for some in stores.facts(organization_id).everything():
            copy.apply([some])
            count += len(some.came)
    return count


def fill_all(resources: Mapping[str, Any], copy: str, organization_id: str | None = None) -> int:
    """Fill one copy anew for every organization that has a timeline, or for one.

    Args:
        resources: by name; those of `open_stores`.
        copy: `graph` or `vectors`.
        organization_id: only its facts.

    Returns:
        How many facts there are.
    """
    owners = list(list_owners(resources["control"], organization_id))
    if not owners:
        return 0
    with open_stores({**resources, "redis": None}) as stores:
        return sum(fill_anew(stores, owner, (copy,)) for owner in owners)
