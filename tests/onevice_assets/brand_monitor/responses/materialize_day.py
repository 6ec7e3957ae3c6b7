"""Materialise `llm_responses` as a process of its own, so that a test can kill or interrupt it.

python -m tests.onevice_assets.brand_monitor.responses.materialize_day LAKE OBJECTS DATABASE DAY|KEY
"""

from __future__ import annotations

import sys

import dagster as dg

from onevice_assets.brand_monitor.responses.assets import llm_responses
from resources.control_plane.resource import ControlPlane
from resources.lake import Lake
from resources.llm.resource import LanguageModels
from resources.object_store import Objects
from resources.progress import Progress
from resources.redis_store import RedisStore


def main() -> None:
    """Run the asset the way the command does: in this process, by Dagster."""
    lake, objects, database, partition = sys.argv[1:]
    instance = dg.DagsterInstance.ephemeral()
    instance.add_dynamic_partitions("websites", [partition.partition("|")[2]])
    dg.materialize(
        [llm_responses],
        instance=instance,
        partition_key=partition,
        resources={
            "lake": Lake(url=lake),
            "objects": Objects(url=objects),
            "control": ControlPlane(url=database),
            "llm": LanguageModels(first_wait_s=0.01),
            "progress": Progress(mode="off"),
            "redis": RedisStore(),
        },
    )


if __name__ == "__main__":
    main()
