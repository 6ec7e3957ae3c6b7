"""Asset of the stage `migrations`: where each store's schema stands."""

from typing import Any

import dagster as dg

from onevice_assets.groups import OWNERS, group, tags
from onevice_assets.lake_assets import markdown_table
from resources.migrations.every_store import NEEDED, every_store


@dg.asset(
    key=["upkeep", "schema_status"],
    group_name=group("upkeep", "migrations"),
    owners=OWNERS,
    kinds={"python"},
    tags=tags(layer="upkeep"),
    code_version="1",
    required_resource_keys=set(NEEDED),
)
def schema_status(context: dg.AssetExecutionContext) -> dg.MaterializeResult[Any]:
    """One row per store: the version of its schema, migrations pending, and how far it drifted.

    Read from the stores, which are left as they are (`onevice migrate up` changes them); a store
    that does not answer has its row too. A re-run tells how it is then. Nothing is stored.
    """
    from onevice_assets.upkeep.migrations.read_status import read_status

    stores = every_store({name: getattr(context.resources, name) for name in NEEDED})
    rows = [
        {
            "store": one.store,
            "version": one.version,
            "pending": len(one.pending),
            "drift": len(one.drift),
            "error": one.error,
        }
        for one in read_status(stores)
    ]
    return dg.MaterializeResult(
        metadata={
            "dagster/row_count": len(rows),
            "stores": dg.MetadataValue.md(markdown_table(rows)),
            "rows": dg.MetadataValue.json(rows),
        }
    )
