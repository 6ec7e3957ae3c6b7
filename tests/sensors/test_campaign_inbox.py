"""Files in clients' inboxes start one run for each client, once."""

from __future__ import annotations

from datetime import timedelta

import dagster as dg
import pytest

from resources import campaign_files
from resources.control_plane import campaign_clients
from resources.control_plane.resource import ControlPlane
from resources.object_store import Objects
from sensors.campaign_inbox import read_campaign_inbox


def tick(control: ControlPlane, objects: Objects) -> dg.SensorResult | dg.SkipReason:
    context = dg.build_sensor_context(instance=dg.DagsterInstance.ephemeral())
    found = read_campaign_inbox(context, control=control, objects=objects)
    assert isinstance(found, dg.SensorResult | dg.SkipReason)
    return found


def test_new_files_start_a_run_of_their_client(
    control: ControlPlane, objects: Objects, monkeypatch: pytest.MonkeyPatch
) -> None:
    with control.begin() as db:
        campaign_clients.add(db, "bakery", organization="studio", actor="test")
    assert isinstance(tick(control, objects), dg.SkipReason)
    for name in ("a.jpg", "b.jpg"):
        objects.put(f"campaigns/inbox/studio/bakery/{name}", "picture")
    assert isinstance(tick(control, objects), dg.SkipReason), "they may be written still"
    monkeypatch.setattr(campaign_files, "SETTLED_AFTER", timedelta(0))
    first, second = tick(control, objects), tick(control, objects)
    assert isinstance(first, dg.SensorResult)
    assert isinstance(second, dg.SensorResult)
    (request,) = first.run_requests or ()
    assert request.partition_key == "studio.bakery"
    assert [one.run_key for one in second.run_requests or ()] == [request.run_key]


def test_files_of_no_client_stay_and_are_told(
    control: ControlPlane, objects: Objects, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(campaign_files, "SETTLED_AFTER", timedelta(0))
    objects.put("campaigns/inbox/nobody/x/a.jpg", "picture")
    objects.put("campaigns/inbox/loose.jpg", "picture")
    told = tick(control, objects)
    assert isinstance(told, dg.SkipReason)
    assert "nobody.x" in str(told.skip_message)
    assert "no folder" in str(told.skip_message)
