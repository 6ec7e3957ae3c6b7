"""Files in the inbox of operations become batches, and batches become episodes and facts."""

from __future__ import annotations

import dagster as dg

from onevice_assets.jobs import read_episodes
from onevice_assets.partitions import (
    operations_batches,
    operations_organizations,
    organization_of,
)
from resources.control_plane.resource import ControlPlane
from resources.document_inbox import OPERATIONS, list_batches
from resources.object_store import Objects
from sensors.documents_inbox import MOST_BATCHES, claim_known, tell_strange
from sensors.ticks import skip_when_down


@dg.sensor(
    name="episodes_inbox",
    jobs=[read_episodes],
    minimum_interval_seconds=60,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Claims files of the inbox of operations into batches and has them read.",
)
@skip_when_down
def read_episodes_inbox(
    context: dg.SensorEvaluationContext, control: ControlPlane, objects: Objects
) -> dg.SensorResult | dg.SkipReason:
    """Claim files, then ask for every batch that has no partition yet."""
    strange = claim_known(control, objects, OPERATIONS)
    have = set(context.instance.get_dynamic_partitions("operations_batches"))
    new = [key for key in list_batches(objects, OPERATIONS) if key not in have][:MOST_BATCHES]
    if not new:
        return dg.SkipReason(f"No new batch of episodes.{tell_strange(strange)}")
    return dg.SensorResult(
        run_requests=[
            dg.RunRequest(run_key=f"episodes {key}", job_name=read_episodes.name, partition_key=key)
            for key in new
        ],
        dynamic_partitions_requests=[
            operations_batches.build_add_request(new),
            operations_organizations.build_add_request(sorted(set(map(organization_of, new)))),
        ],
    )


ALL = [read_episodes_inbox]
