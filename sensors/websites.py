"""New websites: what a person added becomes a partition the UI offers."""

from __future__ import annotations

import dagster as dg

from onevice_assets.partitions import websites
from resources.control_plane.resource import ControlPlane


@dg.sensor(
    name="new_websites",
    minimum_interval_seconds=60,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Offers every website of the control plane as a partition.",
)
def new_websites(context: dg.SensorEvaluationContext, control: ControlPlane) -> dg.SensorResult:
    """Add a partition for each website that has none; websites are never removed here."""
    from resources.control_plane.websites import list_all

    with control.begin() as db:
        keys = [website.key for website in list_all(db)]
    known = set(context.instance.get_dynamic_partitions("websites"))
    missing = [key for key in keys if key not in known]
    requests = [websites.build_add_request(missing)] if missing else []
    return dg.SensorResult(run_requests=[], dynamic_partitions_requests=requests)


ALL = [new_websites]
