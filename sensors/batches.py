"""Batches that have ended: the day that waits for one is asked again, and so collects it."""

from __future__ import annotations

from datetime import UTC, datetime

import dagster as dg

from onevice_assets.jobs import ask_models
from onevice_assets.partitions import join_key
from resources.control_plane.resource import ControlPlane
from resources.llm.resource import LanguageModels
from resources.object_store import Objects

_SECONDS = 40.0  # of the sixty that a tick has


@dg.sensor(
    name="finished_batches",
    job=ask_models,
    minimum_interval_seconds=300,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Asks a day again when a batch of its calls has ended at the provider.",
)
def finished_batches(
    context: dg.SensorEvaluationContext,
    objects: Objects,
    control: ControlPlane,
    llm: LanguageModels,
) -> dg.SensorResult:
    """Request one run for each day with an ended batch, at most one an hour for a batch."""
    from onevice_assets.brand_monitor.responses.batching.find_ended import find_ended
    from resources.control_plane import websites

    ended, last = find_ended(objects, llm, after=context.cursor or "", seconds=_SECONDS)
    hour = datetime.now(UTC).strftime("%Y-%m-%dT%H")
    requests = {}
    for batch in ended:
        with control.begin() as db:
            website = websites.get(db, batch.website_id)
        partition = join_key(batch.day, website.key)
        run_key = f"batch {batch.key} {hour}"
        requests[partition] = dg.RunRequest(run_key=run_key, partition_key=partition)
    return dg.SensorResult(run_requests=list(requests.values()), cursor=last)


ALL = [finished_batches]
