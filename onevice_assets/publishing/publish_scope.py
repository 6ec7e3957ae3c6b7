"""Publishes one scope to several stores: built first, so that nothing is written of a bad build."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from onevice_assets.publishing.digest import digest_rows
from onevice_assets.publishing.projection import Projection, Scope


@dataclass(frozen=True)
class Published:
    """What one store has of a scope now.

    Attributes:
        store: which.
        rows: rows by table, index, collection or label.
        changed: whether anything had to be written.
        replaced: rows with characters that the store cannot hold.
        seconds: how long building, comparing and writing took.
    """

    store: str
    rows: dict[str, int]
    changed: bool
    replaced: int
    seconds: float


def publish_scope(projections: Sequence[Projection], scope: Scope) -> list[Published]:
    """Build every copy, then write those that differ from what their store holds.

    Raises:
        MissingDataError: the scope, or what it refers to, is not there yet.
        SchemaError: rows that a store does not take.
        StoreError: a store did not do it; those before it have the scope already.
    """
    built = []
    for projection in projections:
        started = time.perf_counter()
        built.append((projection, projection.build(scope), time.perf_counter() - started))
    done = []
    for projection, rows, building in built:
        started = time.perf_counter()
        changed = digest_rows(projection.read(scope)) != digest_rows(rows)
        if changed:
            projection.replace(scope, rows)
        seconds = building + time.perf_counter() - started
        counts = {name: len(table) for name, table in rows.items()}
        marked = [t["replaced_characters"] for t in rows.values() if _is_marked(t.column_names)]
        replaced = sum(len(column) - column.null_count for column in marked)
        done.append(Published(projection.store, counts, changed, replaced, seconds))
    return done


def _is_marked(names: Sequence[str]) -> bool:
    return "replaced_characters" in names
