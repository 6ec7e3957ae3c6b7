"""What the stages derived is what PostgreSQL holds, scope by scope."""

from __future__ import annotations

from typing import Any

import dagster as dg
import pyarrow as pa
import pytest

from onevice_assets.brand_monitor.projections import assets, checks
from onevice_assets.brand_monitor.projections.serving import ServingProjection
from onevice_assets.publishing.digest import digest_rows
from onevice_assets.tables import answers, audience, serving
from resources.control_plane.resource import ControlPlane
from resources.errors import MissingDataError
from resources.lake import Lake
from resources.object_store import Objects
from tests.onevice_assets.brand_monitor.projections.world import DAYS, LONG_TOPIC, World, make_world


@pytest.fixture
def world(lake: Lake, control: ControlPlane, objects: Objects) -> World:
    return make_world(lake, control, objects, marts=True)


def publish(
    every_store: dict[str, Any],
    world: World,
    asset: dg.AssetsDefinition,
    *keys: str,
    check: bool = True,
) -> dg.ExecuteInProcessResult:
    """Materialise PostgreSQL's copies of a partition, or of a range of them in one run."""
    instance = dg.DagsterInstance.ephemeral()
    instance.add_dynamic_partitions("websites", [world.website.key])
    found = checks.website_checks if asset is assets.website_copies else checks.day_checks
    ends = {"start": keys[0], "end": keys[-1]}
    ranged = {f"dagster/asset_partition_range_{end}": key for end, key in ends.items()}
    return dg.materialize(
        [asset, *(found if check else ())],
        resources=every_store,
        selection=dg.AssetSelection.key_prefixes(["brand_monitor", "postgres"]),
        instance=instance,
        raise_on_error=False,
        **({"tags": ranged} if len(keys) > 1 else {"partition_key": keys[0]}),
    )


def told(result: dg.ExecuteInProcessResult, name: str) -> dict[str, object]:
    [event] = result.asset_materializations_for_node(name)
    return {key: value.value for key, value in event.metadata.items()}


def test_real_rows_are_published_compared_and_published_again_without_a_write(
    world: World,
    every_store: dict[str, Any],
) -> None:
    keys = [f"{day}|{world.website.key}" for day in DAYS]
    first = publish(every_store, world, assets.website_copies, world.website.key)
    days = publish(every_store, world, assets.day_copies, *keys)
    assert (first.success, days.success) == (True, True)
    assert {one.passed for one in first.get_asset_check_evaluations()} == {True}
    assert {one.passed for one in days.get_asset_check_evaluations()} == {True}
    projection = ServingProjection(world.lake, world.control)
    for scope in (world.standing, world.day(DAYS[0]), world.day(DAYS[1])):
        built, there = projection.build(scope), projection.read(scope)
        assert digest_rows(built) == digest_rows(there)
        assert [table.schema for table in built.values()] == [there[name].schema for name in built]
    counted = projection.count(world.day())
    source = len(world.lake.read_rows(answers.llm_brand_states, keys[0]))
    assert (counted["llm_responses"], counted["llm_brand_states"]) == (6, source)
    assert counted["share_of_voice"] and counted["substitution_patterns"]
    again = told(publish(every_store, world, assets.day_copies, keys[0]), "publish_day_copies")
    assert (again["changed"], again["dagster/row_count"]) == (False, sum(counted.values()))


def test_an_analyst_finds_names_topics_and_text_in_sql(world: World) -> None:
    projection = ServingProjection(world.lake, world.control)
    for scope in (world.standing, world.day()):
        projection.replace(scope, projection.build(scope))
    query = """
    SELECT c.topic, b.name, b.is_tracked, s.presence, r.response_text, r.brands_mentioned ? b.name
    FROM serving.llm_brand_states s
    JOIN serving.brands b ON (b.website_id, b.day, b.id) = (s.website_id, s.day, s.brand_id)
    JOIN serving.llm_responses r ON r.id = s.llm_response_id
    JOIN serving.prompts p ON p.id = r.prompt_id
    JOIN serving.conversation_sequences c ON c.id = p.conversation_id
    WHERE s.presence <> 'ignored' ORDER BY r.response_text, s.position_rank
    """
    with world.control.begin() as db:
        rows = [tuple(row) for row in db.exec_driver_sql(query)]
    assert {row[0] for row in rows} == {LONG_TOPIC.strip()}
    assert {row[5] for row in rows} == {True}
    assert any(row[4].startswith("My picks:\n\n1. **") and row[2] for row in rows)


def test_a_day_before_its_website_fails_for_good_and_names_the_step(
    world: World, every_store: dict[str, Any]
) -> None:
    result = publish(
        every_store, world, assets.day_copies, f"{DAYS[0]}|{world.website.key}", check=False
    )
    [failed] = result.get_step_failure_events()
    assert "job publish_website" in str(failed.event_specific_data)
    assert set(ServingProjection(world.lake, world.control).count(world.day()).values()) == {0}


def test_a_scope_that_was_never_materialised_names_its_table(world: World) -> None:
    projection = ServingProjection(world.lake, world.control)
    with pytest.raises(MissingDataError, match="llm_responses has no partition '2026-11-19"):
        projection.build(world.day("2026-11-19"))


def test_a_partition_that_lost_rows_loses_them_here(world: World) -> None:
    projection = ServingProjection(world.lake, world.control)
    for scope in (world.standing, world.day(DAYS[0]), world.day(DAYS[1])):
        projection.replace(scope, projection.build(scope))
    other = digest_rows(projection.read(world.day(DAYS[1])))
    partition = world.day().partition
    for table in (answers.llm_responses, answers.llm_brand_states, answers.llm_answer_belief_maps):
        rows = world.lake.read_rows(table, partition)
        key = "id" if table is answers.llm_responses else "llm_response_id"
        kept = sorted({row[key] for row in rows})[:2]
        world.lake.write(table, partition, [row for row in rows if row[key] in kept])
    projection.replace(world.day(), projection.build(world.day()))
    assert projection.count(world.day())["llm_responses"] == 2
    assert digest_rows(projection.read(world.day())) == digest_rows(projection.build(world.day()))
    assert digest_rows(projection.read(world.day(DAYS[1]))) == other


def test_a_nul_in_an_answer_is_shown_as_a_sign_and_told(
    world: World, every_store: dict[str, Any]
) -> None:
    projection = ServingProjection(world.lake, world.control)
    projection.replace(world.standing, projection.build(world.standing))
    partition = world.day().partition
    rows = world.lake.read_rows(answers.llm_responses, partition)
    rows[0]["response_text"] = "A\x00B\u2400"
    world.lake.write(answers.llm_responses, partition, rows)
    result = told(publish(every_store, world, assets.day_copies, partition), "publish_day_copies")
    assert result["rows with characters the store cannot hold"] == 1
    there = projection.read(world.day())["llm_responses"].to_pylist()
    [row] = [one for one in there if one["replaced_characters"]]
    assert row["response_text"] == "A\u2400B\u2400"
    assert row["replaced_characters"] == '{"response_text":[1]}'
    assert digest_rows(projection.read(world.day())) == digest_rows(projection.build(world.day()))


def test_a_superseded_prompt_stays_and_says_so(world: World) -> None:
    rows = world.lake.read_rows(audience.prompts, world.website.key)
    rows[0] |= {"is_active": False, "superseded_at": rows[0]["created_at"]}
    world.lake.write(audience.prompts, world.website.key, rows)
    projection = ServingProjection(world.lake, world.control)
    projection.replace(world.standing, projection.build(world.standing))
    prompts = projection.read(world.standing)["prompts"]
    assert prompts.schema == serving.prompts.arrow_schema
    assert len(prompts) == len(rows)
    assert prompts.filter(pa.compute.invert(prompts["is_active"]))["id"].to_pylist() == [
        rows[0]["id"]
    ]
