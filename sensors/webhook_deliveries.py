"""Deliveries of shops and forms that were not read yet start one run for each client.

And once a day one for each client whose leads may still cool, for their scores count back from the
day. What follows (leads, purchases, shares, the memory) is automation's.
"""

from __future__ import annotations

from datetime import UTC, datetime

import dagster as dg

from onevice_assets.campaign_jobs import read_webhooks
from onevice_assets.partitions import campaign_clients
from resources.control_plane.resource import ControlPlane
from sensors.ticks import skip_when_down

MOST_CLIENTS = 10
COOLING_DAYS = 31


@dg.sensor(
    name="webhook_deliveries",
    jobs=[read_webhooks],
    minimum_interval_seconds=30,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Has deliveries of clients' shops and forms read; what follows is automation's.",
)
@skip_when_down
def read_webhook_deliveries(
    _context: dg.SensorEvaluationContext, control: ControlPlane
) -> dg.SensorResult | dg.SkipReason:
    """Ask for a run for each client that has new deliveries, once for the same ones."""
    from resources.control_plane import webhook_deliveries

    today = datetime.now(UTC).date()
    with control.begin() as db:
        unread = webhook_deliveries.list_unread(db)
        cooling = webhook_deliveries.list_heard_of(db, days=COOLING_DAYS)
    asked = {
        one.client_key: f"{one.client_key} {one.newest_at.isoformat()} {one.deliveries}"
        for one in unread[:MOST_CLIENTS]
    }
    for key in cooling:
        asked.setdefault(key, f"{key} {today.isoformat()}")
    if not asked:
        return dg.SkipReason("No new delivery.")
    return dg.SensorResult(
        run_requests=[
            dg.RunRequest(run_key=run_key, job_name=read_webhooks.name, partition_key=key)
            for key, run_key in asked.items()
        ],
        dynamic_partitions_requests=[campaign_clients.build_add_request(list(asked))],
    )


ALL = [read_webhook_deliveries]
