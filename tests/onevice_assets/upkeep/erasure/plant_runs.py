"""Runs, partitions and cursors in Dagster's own storage that are about planted tenants."""

from typing import Any

import dagster as dg

from onevice_assets.partitions import entertainment_organizations, websites
from tests.onevice_assets.upkeep.erasure.plant import Planted


@dg.asset(partitions_def=websites)
def says_of_website(context: dg.AssetExecutionContext) -> dg.MaterializeResult[Any]:
    return dg.MaterializeResult(
        metadata={"preview": f"{context.partition_key} {context.run.run_id}"}
    )


def make_teller(said: str) -> dg.AssetsDefinition:
    """An asset of nobody's partition whose event names websites, in the run's own file too."""

    @dg.asset
    def says_of_all() -> dg.MaterializeResult[Any]:
        return dg.MaterializeResult(metadata={"websites": said})

    return says_of_all


def plant_runs(instance: dg.DagsterInstance, planted: list[Planted]) -> None:
    """A run of each tenant's website, and cursors and ticks that name it."""
    for one in planted:
        key = one.world.website.key
        instance.add_dynamic_partitions("websites", [key])
        instance.add_dynamic_partitions(str(entertainment_organizations.name), [one.organization])
        done = dg.materialize([says_of_website], instance=instance, partition_key=key)
        assert done.success
    both = " ".join(one.world.website.key for one in planted)
    assert dg.materialize([make_teller(both)], instance=instance).success
    instance.run_storage.set_cursor_values({"all": both})
