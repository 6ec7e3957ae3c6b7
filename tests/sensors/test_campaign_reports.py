"""Reports in clients' inboxes start one run for each client, and creatives none of these."""

from __future__ import annotations

from datetime import timedelta

import dagster as dg
import pytest

from resources import campaign_files
from resources.control_plane import campaign_clients
from resources.control_plane.resource import ControlPlane
from resources.object_store import Objects
from sensors.campaign_reports import read_reports_inbox


def test_new_reports_start_a_run_of_their_client(
    control: ControlPlane, objects: Objects, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(campaign_files, "SETTLED_AFTER", timedelta(0))
    with control.begin() as db:
        campaign_clients.add(db, "bakery", organization="studio", actor="test")
    context = dg.build_sensor_context(instance=dg.DagsterInstance.ephemeral())
    objects.put("campaigns/inbox/studio/bakery/hero.jpg", "a creative")
    skipped = read_reports_inbox(context, control=control, objects=objects)
    assert isinstance(skipped, dg.SkipReason)
    objects.put("campaigns/reports_inbox/studio/bakery/days.csv", "a report")
    found = read_reports_inbox(context, control=control, objects=objects)
    assert isinstance(found, dg.SensorResult)
    (request,) = found.run_requests or ()
    assert (request.job_name, request.partition_key) == ("read_campaign_reports", "studio.bakery")
