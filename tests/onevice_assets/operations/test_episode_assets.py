"""The assets `episodes` → `entities` → `timeline` over a batch of files of the inbox."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from onevice_assets.operations.entities import assets as entities_assets
from onevice_assets.operations.entities import checks as entities_checks
from onevice_assets.operations.episodes import assets as episodes_assets
from onevice_assets.operations.episodes import checks as episodes_checks
from onevice_assets.operations.timeline.coordination.compare import compare_every
from onevice_assets.operations.timeline.postgres.facts import PostgresFacts
from onevice_assets.operations.timeline.reading.read_dates import read_moment
from resources.control_plane import organizations
from resources.control_plane.resource import ControlPlane
from resources.embedding.resource import Embeddings
from resources.graph_store import GraphStore
from resources.llm.resource import LanguageModels
from resources.object_store import Objects
from resources.progress import Progress
from resources.redis_store import RedisStore
from resources.vector_index.resource import VectorStore
from sensors.episodes_inbox import read_episodes_inbox

_FILES = {
    "customers.csv": "customer_id,customer_name\nC1,Smith\nC2,Smith\nC1\n",
    "loads/day.csv": "load_id,customer_id,status,updated_at\nL1,C1,booked,2024-03-01\n"
    ",C1,booked,2024-03-01\n",
}
_CHECKS = (
    episodes_checks.files_are_read,
    entities_checks.every_row_is_mapped,
    entities_checks.no_two_customers_have_one_name,
)


def _deliver(inbox: Path) -> None:
    """Put the files there, as somebody who has finished writing them."""
    for name, text in _FILES.items():
        path = inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        os.utime(path, (time.time() - 300,) * 2)


def _told(run: dg.ExecuteInProcessResult) -> dict[str, Any]:
    """What a run tells of each asset, by its name."""
    made = [event.materialization for event in run.get_asset_materialization_events()]
    return {one.asset_key.path[-1]: one.metadata for one in made}


@pytest.mark.redis
def test_files_of_the_inbox_become_a_timeline_and_a_second_run_changes_nothing(
    control: ControlPlane, graph: GraphStore, store: RedisStore, tmp_path: Path
) -> None:
    objects = Objects(url=(tmp_path / "bucket").as_uri())
    stores = {
        "control": control,
        "objects": objects,
        "graph": graph,
        "redis": store,
        "vectors": VectorStore(database_url=control.url),
        "embeddings": Embeddings(),
        "llm": LanguageModels(),
    }
    with control.begin() as db:
        owner = organizations.find_or_add(db, "acme", actor="test")
    _deliver(tmp_path / "bucket" / "operations" / "inbox" / "acme")
    with dg.DagsterInstance.ephemeral() as instance:
        context = dg.build_sensor_context(
            instance=instance, resources={"control": control, "objects": objects}
        )
        (request,) = read_episodes_inbox(context).run_requests  # type: ignore[union-attr]
        key = str(request.partition_key)
        instance.add_dynamic_partitions("operations_batches", [key])
        runs = [
            dg.materialize(
                [episodes_assets.episodes, entities_assets.map_episodes, *_CHECKS],
                resources={**stores, "progress": Progress()},
                partition_key=key,
                instance=instance,
            )
            for _ in range(2)
        ]
        told = [_told(run) for run in runs]
    assert [one["episodes"]["new"].value for one in told] == [4, 0]
    assert [one["entities"]["dagster/row_count"].value for one in told] == [3, 0]
    assert [one["timeline"]["refused"].value for one in told] == [1, 0]
    passed = {one.check_name: one.passed for one in runs[0].get_asset_check_evaluations()}
    assert passed == {
        "files_are_read": False,
        "every_row_is_mapped": False,
        "no_two_customers_have_one_name": False,
    }
    at = read_moment("2024-03-02")
    (held,) = PostgresFacts(control, owner).at("load L1", "customer", at, at)
    assert held.object == "customer C1"
    copies = {one.store: one for slug, one in compare_every(stores) if slug == "acme"}
    assert {name: one.is_equal for name, one in copies.items()} == {"graph": True, "vectors": True}
    assert copies["graph"].stored_count > 3
