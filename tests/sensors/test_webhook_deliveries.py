"""Deliveries start one run for each client, once; leads cool once a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import dagster as dg

from resources.control_plane import campaign_clients, webhook_deliveries
from resources.control_plane.resource import ControlPlane
from resources.identity import new_id
from sensors.webhook_deliveries import read_webhook_deliveries
from tests.onevice_assets.campaigns.attribution.shop import delivery


def tick(control: ControlPlane) -> list[dg.RunRequest]:
    context = dg.build_sensor_context(instance=dg.DagsterInstance.ephemeral())
    found = read_webhook_deliveries(context, control=control)
    return list(found.run_requests or ()) if isinstance(found, dg.SensorResult) else []


def test_new_deliveries_start_a_run_and_leads_one_a_day(control: ControlPlane) -> None:
    with control.begin() as db:
        client = campaign_clients.add(db, "shop", organization="studio", actor="test")
    assert tick(control) == []
    now = datetime.now(UTC)
    one = replace(
        delivery({"id": 1}, source="forms", at=now, brand_id=client.id),
        id=new_id(),
        organization_id=client.organization_id,
    )
    with control.begin() as db:
        assert webhook_deliveries.record(db, [one, one]) == 1
    (first,), (second,) = tick(control), tick(control)
    assert (first.partition_key, first.run_key) == ("studio.shop", second.run_key)
    with control.begin() as db:
        webhook_deliveries.mark_read(db, [one.id], now)
    (daily,) = tick(control)
    assert daily.run_key == f"studio.shop {now.date().isoformat()}"
