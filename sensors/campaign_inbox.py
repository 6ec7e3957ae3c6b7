"""Files in the inboxes of clients are described and remembered.

A tick lists what lies there and asks for one run for each client whose files nobody has written to
for a minute; the run takes them. What lies in folders of no client stays and is told.
"""

from __future__ import annotations

from datetime import UTC, datetime

import dagster as dg

from onevice_assets.campaign_jobs import describe_content
from onevice_assets.partitions import campaign_clients
from resources.campaign_files import INBOX, choose_settled, list_inbox
from resources.control_plane.resource import ControlPlane
from resources.object_store import Objects
from sensors.ticks import skip_when_down

MOST_CLIENTS = 10


@dg.sensor(
    name="campaign_inbox",
    jobs=[describe_content],
    minimum_interval_seconds=60,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Has new files in clients' inboxes described; that they are remembered follows.",
)
@skip_when_down
def read_campaign_inbox(
    _context: dg.SensorEvaluationContext, control: ControlPlane, objects: Objects
) -> dg.SensorResult | dg.SkipReason:
    """Ask for a run for each client that has new files, once for the same files."""
    return request_runs(control, objects, INBOX, describe_content.name)


def request_runs(
    control: ControlPlane, objects: Objects, inbox: str, job: str
) -> dg.SensorResult | dg.SkipReason:
    """A run of a job for each client whose settled files lie in an inbox.

    Args:
        control: knows the clients.
        objects: holds the files.
        inbox: `INBOX` or `REPORTS_INBOX`.
        job: name of the job that takes them.
    """
    from resources.control_plane import campaign_clients as clients

    settled = choose_settled(list_inbox(objects, inbox), datetime.now(UTC))
    if not settled:
        return dg.SkipReason("No new file.")
    with control.begin() as db:
        known = {one.key for one in clients.list_all(db)}
    strange = sorted({one.client or "no folder" for one in settled} - known)
    newest = {one.client: one for one in settled if one.client in known}
    if not newest:
        return dg.SkipReason(f"Files lie in folders of no client: {', '.join(strange[:5])}")
    chosen = sorted(newest)[:MOST_CLIENTS]
    return dg.SensorResult(
        run_requests=[
            dg.RunRequest(
                run_key=f"{key} {newest[key].modified_at.isoformat()} {newest[key].path}",
                job_name=job,
                partition_key=key,
            )
            for key in chosen
        ],
        dynamic_partitions_requests=[campaign_clients.build_add_request(chosen)],
    )


ALL = [read_campaign_inbox]
