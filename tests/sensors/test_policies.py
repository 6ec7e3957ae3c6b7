"""How ranges are backfilled, and which assets are expected every day."""

from __future__ import annotations

import dagster as dg
import pytest

from onevice_assets.definitions import build_defs
from sensors.freshness import LOOKED_AT

GRAPH = build_defs().resolve_asset_graph()
MADE = sorted(key for key in GRAPH.executable_asset_keys if GRAPH.get(key).is_partitioned)


@pytest.mark.parametrize("key", MADE, ids=lambda key: key.to_user_string())
def test_what_is_dear_runs_a_partition_a_run_and_all_else_in_one(key: dg.AssetKey) -> None:
    node = GRAPH.get(key)
    # thousands of documents, creatives, turns or episodes: memory is the bound
    is_batch = key.path[0] in ("entertainment", "campaigns", "intents", "operations")
    is_alone = node.tags["cost"] == "paid" or node.tags["layer"] == "upkeep" or is_batch
    alone = dg.BackfillPolicy.multi_run(max_partitions_per_run=1)
    assert node.backfill_policy == (alone if is_alone else dg.BackfillPolicy.single_run())


def test_what_people_look_at_is_expected_every_day() -> None:
    expected = {key for key in MADE if GRAPH.get(key).freshness_policy}
    assert expected == LOOKED_AT
