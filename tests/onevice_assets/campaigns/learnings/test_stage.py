"""The stage as runs: from a client's facts to learnings, texts, and what holds over clients."""

from __future__ import annotations

import json
from typing import Any

import dagster as dg
import pandas as pd
import pytest

from onevice_assets.campaigns.learnings import assets, checks
from onevice_assets.campaigns.projections.essence import NAMESPACES
from onevice_assets.campaigns.projections.make_rows import make_essence, make_texts
from onevice_assets.tables import campaign_learnings as tables
from onevice_assets.tables import campaign_performance as facts
from onevice_assets.tables import campaigns
from resources.control_plane import campaign_clients
from resources.control_plane.campaign_clients import Client
from resources.control_plane.resource import ControlPlane
from resources.identity import derived_id
from resources.lake import Lake
from tests.onevice_assets.campaigns.learnings.studies import creatives, results
from tests.onevice_assets.campaigns.studio import UPLOADED, creative

OWN = [assets.learnings, assets.scenarios, assets.psychographics, assets.narrative_patterns]
CHECKS = [checks.what_is_believed_has_evidence, checks.no_client_is_told_apart]


def _id(*key: str) -> str:
    return derived_id(UPLOADED, "made-up", *key)


def _write_facts(lake: Lake, client: Client) -> None:
    """A client whose women respond to what is calm."""
    made, owner = creatives(20), {"organization_id": client.organization_id, "brand_id": client.id}
    shown = [
        creative(client, one["id"], id=_id(one["id"]), tones=json.dumps(one["tones"]),
                 aesthetics=json.dumps(one["aesthetics"]))
        for one in made
    ]  # fmt: skip
    lake.write(campaigns.content, client.key, shown)
    rows = results(made, {("women", "calm"): 1.2})
    for name in ("campaign_id", "content_id", "demographic_id"):
        rows[name] = [_id(one) for one in rows[name]]
    written = rows.assign(
        **owner, currency="USD", source_file="made-up.csv", reported_at=UPLOADED,
        source_line=range(1, len(rows) + 1), id=[_id("row", str(n)) for n in range(len(rows))],
    )  # fmt: skip
    missing = {name: None for name in facts.ad_performance.column_names if name not in written}
    frame = written.assign(**missing)[facts.ad_performance.column_names]
    lake.write(facts.ad_performance, client.key, frame.to_dict("records"))
    people = [{"id": _id(one), "name": f"{one} 25-34", **owner} for one in ("women", "men")]
    lake.write(facts.demographics, client.key, people)
    lake.write(facts.campaigns, client.key, [])


def _run(resources: dict[str, Any], what: list[Any], kind: str, key: str) -> dict[str, bool]:
    instance = dg.DagsterInstance.ephemeral()
    instance.add_dynamic_partitions(kind, [key])
    done = dg.materialize(what, partition_key=key, resources=resources, instance=instance)
    return {one.check_name: one.passed for one in done.get_asset_check_evaluations()}


@pytest.fixture
def resources(control: ControlPlane, lake: Lake) -> dict[str, Any]:
    return {"control": control, "lake": lake}


def _add(control: ControlPlane, slug: str) -> Client:
    with control.begin() as db:
        return campaign_clients.add(
            db, slug, organization="studio", industry="wellness", actor="test"
        )


def test_facts_become_learnings_and_texts_and_the_same_again(
    control: ControlPlane, lake: Lake, resources: dict[str, Any]
) -> None:
    client = _add(control, "yoga-loft")
    _write_facts(lake, client)
    kinds = (tables.learnings, tables.scenarios, tables.psychographics, tables.narrative_patterns)
    passed = _run(resources, [*OWN, CHECKS[0]], "campaign_clients", client.key)
    assert passed == {"what_is_believed_has_evidence": True}
    before = [lake.read_bytes(one, client.key) for one in kinds]
    believed = [row for row in lake.read_rows(tables.learnings, client.key) if row["believed"]]
    assert [(row["start_name"], row["end_name"]) for row in believed] == [("women 25-34", "calm")]
    for one in NAMESPACES:
        rows = lake.read_rows(one.table, client.key)
        assert make_essence(rows, {}) if one.table is campaigns.content else make_texts(rows)
    _run(resources, OWN, "campaign_clients", client.key)
    assert [lake.read_bytes(one, client.key) for one in kinds] == before


def test_what_three_clients_tell_is_shared_without_naming_one(
    control: ControlPlane, lake: Lake, resources: dict[str, Any]
) -> None:
    slugs = ("yoga-loft", "calm-room", "green-tea")
    rows = []
    for slug in slugs:
        client = _add(control, slug)
        rows = rows or _learn(lake, resources, client)
        lake.write(tables.learnings, client.key, [
            {**row, "organization_id": client.organization_id, "brand_id": client.id,
             "id": derived_id(UPLOADED, slug, str(n))} for n, row in enumerate(rows)
        ])  # fmt: skip
    what = [assets.cross_client_learnings, CHECKS[1]]
    passed = _run(resources, what, "campaign_organizations", "studio")
    assert passed == {"no_client_is_told_apart": True}
    shared = lake.read_rows(tables.cross_client_learnings, "studio")
    assert {row["client_count"] for row in shared} == {3}
    told = " ".join(f"{row['text']} {row['metadata']}" for row in shared).casefold()
    assert not [slug for slug in slugs if slug in told]


def _learn(lake: Lake, resources: dict[str, Any], client: Client) -> list[dict[str, Any]]:
    _write_facts(lake, client)
    _run(resources, [assets.learnings], "campaign_clients", client.key)
    return lake.read_rows(tables.learnings, client.key)


def test_a_client_without_any_ads_has_no_learnings_and_that_is_no_error(
    control: ControlPlane, lake: Lake, resources: dict[str, Any]
) -> None:
    client = _add(control, "new-here")
    for table in (campaigns.content, facts.ad_performance, facts.demographics, facts.campaigns):
        lake.write(table, client.key, pd.DataFrame(columns=table.column_names))
    _run(resources, OWN, "campaign_clients", client.key)
    assert lake.read_rows(tables.learnings, client.key) == []
    assert lake.read_rows(tables.scenarios, client.key) == []
