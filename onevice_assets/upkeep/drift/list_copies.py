"""Rows of `upkeep/{website,day,organization}_copies`: each store's copy beside the lake."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time
from typing import Any

from onevice_assets.publishing.drift import Comparison
from onevice_assets.publishing.projection import Scope
from resources.identity import derived_id

Row = dict[str, Any]


def list_copies(scope: Scope, compared: Iterable[Comparison], created_at: datetime) -> list[Row]:
    """Comparisons of a scope as rows of the table of its cut.

    Args:
        scope: what was compared.
        compared: one for each table of each store.
        created_at: logical time of standing rows; days have their own.
    """
    moment = datetime.combine(scope.day, time(), UTC) if scope.day else created_at
    return [_row(scope, moment, one) for one in compared]


def _row(scope: Scope, moment: datetime, one: Comparison) -> Row:
    return {
        "id": derived_id(moment, "copies", scope.owner_id, one.store, one.table),
        f"{scope.of}_id": scope.owner_id,
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
