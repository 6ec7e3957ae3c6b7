"""Check of the stage `migrations`: no store drifted from the schema this code declares."""

import dagster as dg

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
