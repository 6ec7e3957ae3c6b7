"""What people decided about two names, in the lake: table `merge_decisions`, which no run writes.

Undoing a merge is a decision to keep apart; joining two that were to be looked at is one to make
them one. Every run follows both.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from onevice_assets.entertainment.entities.linkage.mentions import DecidedAs, Decision
from onevice_assets.tables.resolution import merge_decisions, merge_log, merge_reviews
from resources.errors import InputError
from resources.identity import derived_id

if TYPE_CHECKING:
    from resources.lake import Lake
    from resources.table_schema import Table

Row = Mapping[str, Any]


def read_decisions(lake: Lake, organization: str) -> dict[str, list[Decision]]:
    """What was decided about names of an organization, by kind."""
    found: dict[str, list[Decision]] = {}
    for row in lake.read_rows_if_there(merge_decisions, organization):
        decided = Decision(row["one_id"], row["other_id"], cast("DecidedAs", row["decided"]))
        found.setdefault(row["kind"], []).append(decided)
    return found


def undo_merge(lake: Lake, organization: str, merge_id: str, *, by: str, at: datetime) -> Row:
    """Decide that a logged merge was wrong; the next run keeps the two apart.

    Args:
        lake: has the log.
        organization: slug.
        merge_id: id of a row of `merge_log`.
        by: who decides.
        at: when.

    Returns:
        The merge's row.

    Raises:
        InputError: there is no such merge; nothing was decided.
    """
    row = _find(lake, merge_log, organization, merge_id)
    pair = (json.loads(row["kept_ids"])[0], json.loads(row["absorbed_ids"])[0])
    _decide(lake, organization, row, pair, "apart", by, at)
    return row


def join_pair(lake: Lake, organization: str, review_id: str, *, by: str, at: datetime) -> Row:
    """Decide that a pair of `merge_reviews` is one; arguments and errors as of `undo_merge`."""
    row = _find(lake, merge_reviews, organization, review_id)
    pair = (json.loads(row["one_ids"])[0], json.loads(row["other_ids"])[0])
    _decide(lake, organization, row, pair, "one", by, at)
    return row


def _find(lake: Lake, table: Table, organization: str, identity: str) -> Row:
    for row in lake.read_rows_if_there(table, organization):
        if row["id"] == identity:
            return row
    raise InputError(
        f"{table.name} of {organization} has no row {identity[:100]!r}; nothing was decided. "
        f"See `onevice show {table.name}`."
    )


def _decide(
    lake: Lake,
    organization: str,
    row: Row,
    pair: tuple[str, str],
    decided: DecidedAs,
    by: str,
    at: datetime,
) -> None:
    """Keep a decision; a later one about the same two takes the place of an earlier one."""
    one, other = sorted(pair)
    made = {
        "id": derived_id(at, "merge_decisions", row["kind"], one, other),
        "organization_id": row["organization_id"],
        "kind": row["kind"],
        "one_id": one,
        "other_id": other,
        "decided": decided,
        "decided_by": by,
        "decided_at": at,
    }
    kept = [
        old
        for old in lake.read_rows_if_there(merge_decisions, organization)
        if (old["kind"], old["one_id"], old["other_id"]) != (row["kind"], one, other)
    ]
    lake.write(merge_decisions, organization, [*kept, made])
