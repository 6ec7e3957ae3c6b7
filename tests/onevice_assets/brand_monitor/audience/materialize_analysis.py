"""Materialise `website_analysis` as a process of its own, so that a test can kill it.

python -m tests.onevice_assets.brand_monitor.audience.materialize_analysis LAKE OBJECTS DATABASE KEY
"""

from __future__ import annotations

import sys

import dagster as dg

from onevice_assets.brand_monitor.audience.assets import website_analysis
from resources.control_plane.resource import ControlPlane
from resources.lake import Lake
from resources.llm.resource import LanguageModels
from resources.object_store import Objects


def main() -> None:
    """Run the asset the way the command does: in this process, by Dagster."""
    lake, objects, database, key = sys.argv[1:]
    instance = dg.DagsterInstance.ephemeral()
    instance.add_dynamic_partitions("websites", [key])
    dg.materialize(
        [website_analysis],
        instance=instance,
        partition_key=key,
        resources={
            "lake": Lake(url=lake),
            "objects": Objects(url=objects),
            "control": ControlPlane(url=database),
            "llm": LanguageModels(first_wait_s=0.01),
        },
    )


if __name__ == "__main__":
    main()
