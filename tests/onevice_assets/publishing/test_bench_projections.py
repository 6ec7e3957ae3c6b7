"""The bench measures the copies, and nothing of it is left in any store."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from onevice_assets.publishing.measuring.bench_projections import TINY, bench_projections
from resources.control_plane.resource import ControlPlane
from resources.embedding.resource import Embeddings
from resources.graph_store import GraphStore
from resources.redis_store import RedisStore
from resources.search_store import SearchStore
from resources.vector_index.resource import VectorStore
from tests.graphs import dump
from tests.stores import keys_of

pytestmark = pytest.mark.e2e


def databases(control: ControlPlane) -> set[str]:
    with control.begin() as db:
        # not those of other processes' tests, which come and go meanwhile
        ours = "SELECT datname FROM pg_database WHERE datname LIKE 'onevice_bench_%%'"
        return set(db.exec_driver_sql(ours).scalars())


def test_copies_are_measured_and_nothing_is_left(
    home: Path, control: ControlPlane, graph: GraphStore, store: RedisStore
) -> None:
    resources: dict[str, Any] = {
        "control": control,
        "graph": graph,
        "redis": store,
        "search": SearchStore(database_url=control.url),
        "vectors": VectorStore(database_url=control.url),
        "embeddings": Embeddings(),
    }
    before = databases(control)
    told: dict[str, Any] = {}
    for part in (
        "serving",
        "search",
        "saga",
        "hybrid",
    ):  # graph and vectors have tests of their own
        told |= bench_projections(resources, TINY, only=part)
    assert told["serving"]["growth"].keys() == {160, 320}
    assert told["serving"]["growth"][320]["rows"] > 320
    assert told["search"]["mentions"]["documents"] == 40
    rows = told["saga"]["every_store"]["rows"]
    assert rows["postgres"]["llm_responses"] == rows["vectors"]["brand_monitor_answers"] == 1
    assert rows["search"]["brand_mentions"] and rows["graph"]["Brand"]
    assert "search" not in told["saga"]["four_stores"]["rows"]
    assert told["hybrid"]["hybrid_ms"]["all"]["p90"] > 0
    assert databases(control) == before
    with graph.session() as session:
        assert dump(session) == ([], [])
    assert not keys_of(store)
    assert not list((home / "tmp").glob("bench-*"))
