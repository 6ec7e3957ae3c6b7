"""Check of the stage `migrations`: no store drifted from the schema this code declares."""

import dagster as dg

from resources.migrations import every_schema
from resources.migrations.every_store import NEEDED, every_store

_STATUS = dg.AssetKey(["upkeep", "schema_status"])


@dg.asset_check(asset=_STATUS, required_resource_keys=set(NEEDED))
def every_schema_is_as_declared(context: dg.AssetCheckExecutionContext) -> dg.AssetCheckResult:
    """Every store answers, has all migrations, and differs in nothing; each drift is named."""
    from onevice_assets.upkeep.migrations.read_status import read_status

    stores = every_store({name: getattr(context.resources, name) for name in NEEDED})
    found = read_status(stores)
    wrong = [one for one in found if one.error or one.pending or one.drift]
    return dg.AssetCheckResult(
        passed=not wrong,
        severity=dg.AssetCheckSeverity.ERROR,
        description="; ".join(
            f"{one.store}: {one.error or ', '.join(drift.place for drift in one.drift)}"
            for one in wrong
        )
        or None,
        metadata={
            one.store: dg.MetadataValue.json(
                {
                    "error": one.error,
                    "pending": list(one.pending),
                    "drift": [vars(drift) for drift in one.drift],
                }
            )
            for one in wrong
        },
    )


@dg.asset_check(asset=_STATUS, required_resource_keys=set(every_schema.NEEDED))
def every_store_is_as_documented(context: dg.AssetCheckExecutionContext) -> dg.AssetCheckResult:
    """Stores, Redis keys and docs/stores.md agree; each difference is told with how to mend it."""
    resources = {name: getattr(context.resources, name) for name in every_schema.NEEDED}
    found = every_schema.check_every_schema(resources)
    return dg.AssetCheckResult(
        passed=not found,
        severity=dg.AssetCheckSeverity.ERROR,
        description="; ".join(f"{one.store}: {one.place}: {one.mend}" for one in found) or None,
        metadata={"differences": dg.MetadataValue.json([vars(one) for one in found])},
    )
