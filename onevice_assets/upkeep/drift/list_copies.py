"""Rows of `website_copies` and `day_copies`: each store's copy beside what the lake says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time
from typing import Any

from onevice_assets.publishing.drift import Comparison, compare_copies
from onevice_assets.publishing.projection import Projection, Scope
from resources.identity import derived_id

Row = dict[str, Any]


def list_copies(
    projections: Sequence[Projection], scope: Scope, created_at: datetime
) -> tuple[list[Comparison], list[Row]]:
    """Compare all stores' copies of a scope with the lake.

    Args:
        projections: one per store.
        scope: what to compare.
        created_at: logical time of standing rows; days have their own.

    Returns:
        The comparisons, and the same as rows of the table.

    Raises:
        MissingDataError: the scope was never materialised.
        StoreError: a store did not answer.
    """
    compared = [one for projection in projections for one in compare_copies(projection, scope)]
    moment = datetime.combine(scope.day, time(), UTC) if scope.day else created_at
    return compared, list(_rows(scope, moment, compared))


def _rows(scope: Scope, moment: datetime, compared: Iterable[Comparison]) -> Iterable[Row]:
    for one in compared:
        key = (scope.website_id, one.store, one.table)
        yield {
            "id": derived_id(moment, "copies", *key),
            "website_id": scope.website_id,
            **({"day": scope.day} if scope.day else {}),
            "store": one.store,
            "table_name": one.table,
            "row_count": one.wanted.row_count,
            "stored_row_count": one.found.row_count,
            "digest": one.wanted.sha256_sum,
            "stored_digest": one.found.sha256_sum,
            "missing_count": len(one.missing),
            "extra_count": len(one.extra),
            "changed_count": len(one.changed),
            "is_equal": one.is_equal,
            "created_at": moment,
        }
