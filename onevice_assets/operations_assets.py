"""What every asset of the operations memory has in common: its options and its result.

Its tables are in PostgreSQL (schema `operations`), which is the truth here, not the lake.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import dagster as dg

from onevice_assets.lake_assets import find_organization, markdown_table, options_of
from onevice_assets.partitions import operations_batches, organization_of

if TYPE_CHECKING:
    from onevice_assets.operations.model.describe import Columns
    from onevice_assets.operations.model.written import Written
    from resources.control_plane.resource import ControlPlane

_SYSTEM = "operations"
_PREVIEW = 10


def options(table: str, stage: str, columns: Columns, cost: str = "free") -> dict[str, Any]:
    """Keyword arguments for an asset of a table: key, group, owner, partitions, schema, cost."""
    shown = [dg.TableColumn(name, type_, description=text) for name, type_, text in columns]
    schema = dg.TableSchema(columns=shown)
    return {
        **options_of((_SYSTEM, table), stage, schema, cost, "projection"),
        "kinds": {"python", "postgres"},
        "partitions_def": operations_batches,
    }


def find_owner(control: ControlPlane, batch: str) -> str:
    """Id of the organization a batch is of.

    Raises:
        dg.Failure: there is none.
    """
    return find_organization(control, organization_of(batch))


def result(table: str, rows: int, done: Written, **extra: Any) -> dg.MaterializeResult[Any]:
    """Report what was written: rows, what was new, and problems by file and line."""
    told: dict[str, Any] = {
        "dagster/row_count": rows,
        "dagster/partition_row_count": rows,
        "data": f"operations.{table}",
        "problems": done.told,
        **extra,
    }
    if done.problems:
        shown = [
            {"file": one.file, "line": one.line, "reason": one.reason, "do": one.what_to_do}
            for one in done.problems[:_PREVIEW]
        ]
        told["preview"] = dg.MetadataValue.md(markdown_table(shown))
    return dg.MaterializeResult(asset_key=dg.AssetKey([_SYSTEM, table]), metadata=told)
