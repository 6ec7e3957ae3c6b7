"""Folds what was counted in Redis into the lake's `times_found`, once a day.

    take (Redis) → add, write the partition with the fold's token (lake) → forget what was taken

Cut off anywhere it is finished by the next fold, and nothing is added twice: the lake keeps the
token, and a partition is replaced in one step.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from onevice_assets.entertainment.talent.count_finds import (
    Found,
    finish_counts,
    fold_finds,
    take_counts,
)
from onevice_assets.tables.entertainment_finds import times_found
from resources.identity import derived_id

if TYPE_CHECKING:
    from resources.lake import Lake, Written
    from resources.redis_store import RedisStore

Row = dict[str, Any]
_EPOCH: Final = date(1970, 1, 1)


def fold_counts(
    store: RedisStore, lake: Lake, organization: str, organization_id: str
) -> tuple[Written, list[Row]]:
    """Add what was counted since the last fold; without anything new nothing changes.

    Args:
        store: has the counters.
        lake: has the totals.
        organization: slug, key of the partition.
        organization_id: id of the same.

    Returns:
        What was written, and the rows, most found first.

    Raises:
        StoreError: a store does not answer; the next fold adds what this one would have.
    """
    rows = lake.read_rows_if_there(times_found, organization)
    taken = take_counts(store, organization_id)
    if taken is not None:
        folded = fold_finds(_read(rows), taken, rows[0]["fold"] if rows else None)
        rows = _to_rows(organization_id, folded, taken.token)
    written = lake.write(times_found, organization, rows)
    if taken is not None:
        finish_counts(store, organization_id, taken)
    return written, sorted(rows, key=lambda one: (-one["times"], one["node_id"]))


def _read(rows: Iterable[Row]) -> dict[str, Found]:
    return {one["node_id"]: Found(one["times"], one["last_at"]) for one in rows}


def _to_rows(organization_id: str, folded: Mapping[str, Found], token: str) -> list[Row]:
    return [
        {
            "id": derived_id(_EPOCH, times_found.name, organization_id, node),
            "organization_id": organization_id,
            "node_id": node,
            "times": found.times,
            "last_at": found.last,
            "fold": token,
        }
        for node, found in sorted(folded.items())
    ]
