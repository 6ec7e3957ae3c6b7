"""Every asset carries what an analyst needs to find and trust it."""

from __future__ import annotations

import dagster as dg
import pytest

from onevice_assets.definitions import build_defs
from onevice_assets.partitions import (
    days,
    entertainment_organizations,
    website_days,
    websites,
)

DEFS = build_defs()
SPECS = sorted(DEFS.resolve_all_asset_specs(), key=lambda spec: spec.key)
DERIVED = [spec for spec in SPECS if spec.tags.get("layer") not in ("control", "upkeep")]
UPKEEP = [spec for spec in SPECS if spec.tags.get("layer") == "upkeep"]


def name(spec: dg.AssetSpec) -> str:
    return spec.key.to_user_string()


@pytest.mark.parametrize("spec", SPECS, ids=name)
def test_an_asset_has_owner_group_kinds_tags_and_a_description(spec: dg.AssetSpec) -> None:
    assert spec.owners
    assert spec.group_name
    assert "__" in spec.group_name
    assert 1 <= len(spec.kinds) <= 3
    assert {"layer"} <= set(spec.tags)
    first_line = (spec.description or "").split("\n")[0]
    assert first_line.endswith((".", "."))
    assert 20 <= len(first_line) <= 160, first_line


@pytest.mark.parametrize("spec", DERIVED, ids=name)
def test_a_table_shows_its_columns_with_their_meaning(spec: dg.AssetSpec) -> None:
    if spec.tags["layer"] in ("view", "projection"):
        return
    schema = spec.metadata["dagster/column_schema"]
    columns = getattr(schema, "value", schema).columns
    assert columns
    assert all(column.description for column in columns)


@pytest.mark.parametrize("spec", DERIVED, ids=name)
def test_a_derived_asset_is_partitioned_versioned_and_says_what_it_costs(
    spec: dg.AssetSpec,
) -> None:
    assert spec.partitions_def is not None
    assert spec.code_version
    assert spec.tags["cost"] in ("free", "paid")


def test_only_asking_models_costs_money() -> None:
    paid = {name(spec) for spec in DERIVED if spec.tags["cost"] == "paid"}
    assert "brand_monitor/llm_responses" in paid
    assert not {n for n in paid if "share_of_voice" in n or "brand_states" in n}


def test_every_upstream_of_an_asset_is_an_asset() -> None:
    keys = {spec.key for spec in SPECS}
    missing = {dep.asset_key for spec in SPECS for dep in spec.deps} - keys
    assert not missing


@pytest.mark.parametrize("spec", UPKEEP, ids=name)
def test_upkeep_is_free_and_in_a_job_of_its_cut(spec: dg.AssetSpec) -> None:
    assert spec.code_version
    assert spec.tags["cost"] == "free"
    cuts = {
        None: "upkeep",
        websites: "compare_website",
        website_days: "compare_day",
        entertainment_organizations: "compare_organization",
    }
    by_group = {
        "upkeep__retention": {website_days: "remove_old_days", days: "remove_old_records"},
        "upkeep__backup": {None: "back_up"},
    }
    job = DEFS.resolve_job_def(by_group.get(spec.group_name or "", cuts)[spec.partitions_def])
    assert spec.key in job.asset_layer.executable_asset_keys


def test_jobs_cover_every_derived_asset() -> None:
    covered = set()
    brand_monitor = ("understand_website", "watch_website", "judge_brand_states")
    batch = ("read_documents", "read_entities")
    entertainment = (*batch, "join_versions", "build_graph", "fold_finds")
    campaigns = ("remember_content", "remember_performance", "share_learnings", "trace_attribution")
    more = ("mine_intents", "read_episodes", "load_graphiti")
    for job in (*brand_monitor, *entertainment, *campaigns, *more):
        covered |= set(DEFS.resolve_job_def(job).asset_layer.executable_asset_keys)
    assert covered == {spec.key for spec in DERIVED}
