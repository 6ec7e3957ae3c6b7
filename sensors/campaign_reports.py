"""Reports of ad platforms in the inboxes of clients are read; what follows of them follows.

It ticks as `campaign_inbox` does: one run for each client whose files nobody has written to for a
minute, once for the same files.
"""

from __future__ import annotations

import dagster as dg

from onevice_assets.campaign_jobs import read_campaign_reports
from resources.campaign_files import REPORTS_INBOX
from resources.control_plane.resource import ControlPlane
from resources.object_store import Objects
from sensors.campaign_inbox import request_runs
from sensors.ticks import skip_when_down


@dg.sensor(
    name="campaign_reports",
    jobs=[read_campaign_reports],
    minimum_interval_seconds=60,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Has new reports in clients' inboxes read; that they are remembered follows.",
)
@skip_when_down
def read_reports_inbox(
    _context: dg.SensorEvaluationContext, control: ControlPlane, objects: Objects
) -> dg.SensorResult | dg.SkipReason:
    """Ask for a run for each client that has new reports, once for the same files."""
    return request_runs(control, objects, REPORTS_INBOX, read_campaign_reports.name)


ALL = [read_reports_inbox]
