"""The first crawl of a website: what a person began to watch is understood without being asked.

It alone starts `scraped_pages`; customers and questions follow by automation. A website is
started once: later crawls are asked for by people (`onevice run`), because what follows from new
pages may cost money.
"""

from __future__ import annotations

from collections.abc import Iterator

import dagster as dg

from onevice_assets.jobs import crawl_website
from resources.control_plane.resource import ControlPlane

_RUNS_A_TICK = 50


@dg.sensor(
    name="first_crawls",
    job=crawl_website,
    minimum_interval_seconds=60,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Crawls every website that has a brand of its own and was never crawled.",
)
def first_crawls(
    context: dg.SensorEvaluationContext, control: ControlPlane
) -> Iterator[dg.RunRequest | dg.SkipReason]:
    """Start one run for each; Dagster starts none twice that has the same run key."""
    from resources.control_plane.uncrawled import list_uncrawled

    with control.begin() as db:
        keys = list_uncrawled(db, _RUNS_A_TICK)
    offered = set(context.instance.get_dynamic_partitions("websites"))
    ready = [key for key in keys if key in offered]
    for key in ready:
        yield dg.RunRequest(
            run_key=f"{key}|first", partition_key=key, tags={"onevice/trigger": "first_crawls"}
        )
    if not ready:
        yield dg.SkipReason("Every website with a brand of its own was crawled.")


ALL = [first_crawls]
