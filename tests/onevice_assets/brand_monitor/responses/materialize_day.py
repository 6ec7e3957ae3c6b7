"""Materialise `llm_responses` as a process of its own, so that a test can kill or interrupt it.

python -m tests.onevice_assets.brand_monitor.responses.materialize_day LAKE OBJECTS DATABASE DAY|KEY

It prints `stopping` once it was told to stop and starts no further call.
"""

from __future__ import annotations

import sys
from threading import Event
from typing import Any

import dagster as dg

from onevice_assets.brand_monitor.responses import ask_prompts
from onevice_assets.brand_monitor.responses.assets import llm_responses
from onevice_assets.brand_monitor.responses.interrupt import run_until_stopped
from resources.control_plane.resource import ControlPlane
from resources.lake import Lake
from resources.llm.resource import LanguageModels
from resources.object_store import Objects
from resources.progress import Progress
from resources.redis_store import RedisStore


def _tell_when_stopped(work: Any, stop: Event, *rest: Any, **named: Any) -> None:
    set_it = stop.set

    def set_and_tell() -> None:
        set_it()
        sys.stdout.write("stopping\n")
        sys.stdout.flush()

    stop.set = set_and_tell  # type: ignore[method-assign]
    run_until_stopped(work, stop, *rest, **named)


def main() -> None:
    """Run the asset the way the command does: in this process, by Dagster."""
    ask_prompts.run_until_stopped = _tell_when_stopped
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
