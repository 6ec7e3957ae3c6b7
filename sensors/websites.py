"""New websites: what a person added becomes a partition the UI offers, and is understood once.

The second one alone starts `scraped_pages`; customers and questions follow by automation. A website
that is gone from the control plane keeps its partition: its numbers stay until they are erased.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import dagster as dg

from onevice_assets.jobs import crawl_website
from onevice_assets.partitions import websites
from resources.control_plane.resource import ControlPlane
from sensors.look_at_runs import list_busy_websites
from sensors.ticks import skip_when_down

MOST_NEW = 1000
MOST_UNDERSTOOD = 10
# `onevice run` adds a website and begins with it at once; that run is not raced
_AGE = timedelta(minutes=1)


@dg.sensor(
    name="new_websites",
    minimum_interval_seconds=60,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Offers every website of the control plane as a partition.",
)
@skip_when_down
def new_websites(
    context: dg.SensorEvaluationContext, control: ControlPlane
) -> dg.SensorResult | dg.SkipReason:
    """Add a partition for each website that has none, a thousand a tick at most."""
    from resources.control_plane.websites import list_keys

    with control.begin() as db:
        keys = list_keys(db)
    known = set(context.instance.get_dynamic_partitions("websites"))
    missing = [key for key in keys if key not in known][:MOST_NEW]
    if not missing:
        return dg.SkipReason(f"Every website has its partition: {len(keys)}.")
    return dg.SensorResult(dynamic_partitions_requests=[websites.build_add_request(missing)])


@dg.sensor(
    name="websites_to_understand",
    jobs=[crawl_website],
    minimum_interval_seconds=60,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Crawls each new website that has a brand of its own, once; imports are not.",
)
@skip_when_down
def websites_to_understand(
    context: dg.SensorEvaluationContext, control: ControlPlane
) -> dg.SensorResult | dg.SkipReason:
    """Ask for the first crawl of each website that was never crawled; what follows is automation's.

    The run key is the website's: what was asked for once is not asked for again by this sensor,
    whatever became of it (`onevice run` tries again, and a failure is told by a notice).
    """
    from resources.control_plane.websites import list_never_crawled

    with control.begin() as db:
        new = list_never_crawled(db, before=datetime.now(UTC) - _AGE)
    known = set(context.instance.get_dynamic_partitions("websites"))
    passed = set((context.cursor or "").split())
    busy = set(list_busy_websites(context.instance))
    due = [one for one in new if one.key in known and one.id not in passed][:MOST_UNDERSTOOD]
    # what still waits is remembered, what was crawled since is forgotten
    noted = [one.id for one in new if one.id in passed or one in due]
    requests = [
        dg.RunRequest(
            run_key=one.id,
            job_name=crawl_website.name,
            partition_key=one.key,
            tags={"onevice/new_website": one.id},
        )
        for one in due
        if one.key not in busy
    ]
    return dg.SensorResult(run_requests=requests, cursor=" ".join(noted))


ALL = [new_websites, websites_to_understand]
