"""Deliveries in the control plane become tables, checked, and a memory: once."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import dagster as dg
import pytest

from onevice_assets.campaigns.attribution import assets, checks
from onevice_assets.campaigns.attribution.reading.read_new import Deliveries
from onevice_assets.campaigns.model.check_rows import check_rows
from onevice_assets.campaigns.projections.make_attribution_rows import make_attribution_rows
from onevice_assets.tables import campaign_attribution as tables
from resources.attribution_rules import AttributionRules
from resources.control_plane import campaign_clients, webhook_deliveries
from resources.control_plane.campaign_clients import Client
from resources.control_plane.resource import ControlPlane
from resources.identity import derived_id
from resources.lake import Lake
from resources.object_store import Objects
from resources.webhook_files import keep_body, path_of
from tests.onevice_assets.campaigns.attribution.shop import (
    SHOP,
    SPRING,
    delivery,
    landing,
    order,
    read,
    read_form,
    refund,
    run,
)

CHECKS = (
    checks.most_deliveries_are_read,
    checks.shares_sum_to_one,
    checks.attributed_revenue_is_all_revenue,
    checks.customers_hold_every_purchase,
)
META = landing(utm_source="fb", utm_campaign="120210000001")
FORM = {"name": "Ann Lee", "email": "ann@example.com", "service": "Mats",
        "submitted_at": "2026-11-10T10:00Z", "page_url": f"https://loft.com{META}"}  # fmt: skip


@pytest.fixture
def client(control: ControlPlane) -> Client:
    with control.begin() as db:
        return campaign_clients.add(
            db, "shop", organization="studio", business_model="ecommerce", actor="test"
        )


def receive(control: ControlPlane, objects: Objects, client: Client, *bodies: Any) -> None:
    """Keep deliveries as the endpoint does; those that are no dictionaries of orders are forms."""
    at = datetime.now(UTC)
    rows = []
    for number, body in enumerate(bodies):
        raw = json.dumps(body).encode()
        source = "forms" if "page_url" in body or "broken" in body else "shopify"
        made = delivery(raw, source=source, at=at, brand_id=client.id)
        identity = derived_id(at, "test", made.content_hash, number)
        made = replace(made, id=identity, organization_id=client.organization_id)
        asyncio.run(keep_body(objects, client.id, made.content_hash, raw))
        rows.append(replace(made, replay_key=made.content_hash))
    with control.begin() as db:
        webhook_deliveries.record(db, rows)


def materialize(
    lake: Lake, objects: Objects, control: ControlPlane, *which: Any
) -> dg.ExecuteInProcessResult:
    given = {
        "lake": lake,
        "objects": objects,
        "control": control,
        "attribution_rules": AttributionRules(),
    }
    with dg.DagsterInstance.ephemeral() as instance:
        instance.add_dynamic_partitions("campaign_clients", ["studio.shop"])
        return dg.materialize(
            list(which),
            resources=given,
            partition_key="studio.shop",
            instance=instance,
        )


def test_what_came_in_becomes_tables_that_pass_their_checks(
    lake: Lake, objects: Objects, control: ControlPlane, client: Client
) -> None:
    receive(control, objects, client, FORM, order(landing_site=META), refund(5, "30.00"))
    receive(control, objects, client, {"broken": "ann@example.com", "email": "no"})
    every = (assets.read_deliveries, assets.trace_people, *CHECKS)
    first = materialize(lake, objects, control, *every)
    assert all(one.passed for one in first.get_asset_check_evaluations() if one.blocking)
    (purchase,) = lake.read_rows(tables.purchases, "studio.shop")
    assert purchase["net_total"] == 70.0
    assert len(lake.read_rows(tables.attributions, "studio.shop")) >= 4
    with control.begin() as db:
        assert webhook_deliveries.list_unread(db) == []
    again = materialize(lake, objects, control, assets.trace_people)
    assert not [
        one.asset_key
        for one in again.asset_materializations_for_node("trace_people")
        if one.metadata["changed"].value
    ], "a second run of the same day changes nothing"
    told = [
        event.step_materialization_data.materialization.metadata
        for event in first.all_events
        if event.is_step_materialization
    ]
    assert told
    assert "ann@example.com" not in str(told)


def test_a_body_that_was_erased_is_told_and_what_was_read_is_not_opened_again(
    objects: Objects,
) -> None:
    one, other = delivery(order()), delivery(order(2))
    asyncio.run(keep_body(objects, SHOP.id, one.content_hash, json.dumps(order()).encode()))
    rows = Deliveries(objects, SHOP).read([one, other], [])
    assert [(row["status"], row["reason"]) for row in rows] == [("read", None), ("error", "gone")]
    objects.delete(path_of(SHOP.id, one.content_hash))
    assert Deliveries(objects, SHOP).read([one, other], rows) == rows


def test_rows_of_the_graph_are_what_the_model_declares() -> None:
    made = run(read_form(FORM), read(order(landing_site=META)), read(order(2, test=True)))
    rows = make_attribution_rows(made, [SPRING["id"]], [])
    campaign = {"id": SPRING["id"], "name": SPRING["name"], "platform": SPRING["platform"]}
    check_rows("b", {**rows, "Campaign": [campaign], "Content": []})
    assert len(rows["Purchase"]) == 1, "a test is none"
    assert {(one["model"], one["share"]) for one in rows["ATTRIBUTED_TO_CAMPAIGN"]} == {
        ("last_touch", 1.0),
        ("position_based", 1.0),
    }
    assert len(rows["CAME_FROM"]) == len(rows["SUBMITTED"]) == len(rows["CONVERTED_TO"]) == 1
    nowhere = make_attribution_rows(made, [], [])
    assert nowhere["CAME_FROM"] == nowhere["ATTRIBUTED_TO_CAMPAIGN"] == []
