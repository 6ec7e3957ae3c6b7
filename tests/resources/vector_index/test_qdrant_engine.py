"""What the client's local mode only pretends, shown on Qdrant's engine: int8, indexes, graph."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
import qdrant_edge as edge

from resources.migrations.vectors.declared import STEPS, collections_at
from resources.migrations.vectors.runner import VectorMigrations
from resources.vector_index.qdrant_index import QdrantIndex
from resources.vector_index.replace_place import replace_place
from resources.vector_index.vector_index import Collection, Entry, Place, Within
from tests.qdrant_server import QdrantServer
from tests.resources.vector_index.conftest import KEY, qdrant_of
from tests.vector_stores import (
    ACME,
    ANSWERS,
    DAY,
    RIVAL,
    RIVALS_SHOP,
    SHOP,
    TODAY,
    CountingEmbedder,
    entries,
    unit,
)

COUNT = 3_000


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[QdrantIndex, QdrantServer]]:
    """Two tenants' entries, with the graph and the 8-bit copies built."""
    server = QdrantServer(tmp_path_factory.mktemp("qdrant"), KEY, index_from_kb=100)
    with qdrant_of(server) as index:
        index.create(ANSWERS)
        embedder = CountingEmbedder()
        replace_place(index, ANSWERS, TODAY, entries(COUNT), embedder)
        theirs = Place(RIVAL, RIVALS_SHOP, DAY)
        replace_place(index, ANSWERS, theirs, entries(500, "secret"), embedder)
        assert server.shards[ANSWERS.name].optimize()
        yield index, server


def exact(rows: list[Entry], asked: np.ndarray, limit: int) -> set[str]:
    scores = {one.text: float(unit(one.text) @ asked) for one in rows}
    return set(sorted(scores, key=lambda text: -scores[text])[:limit])


def test_the_vectors_are_indexed_and_have_8_bit_copies(
    filled: tuple[QdrantIndex, QdrantServer], tmp_path: Path
) -> None:
    _index, server = filled
    shard = server.shards[ANSWERS.name]
    assert shard.info().indexed_vectors_count == COUNT + 500
    assert list(server._folder.rglob("quantized.meta.json"))
    assert list(server._folder.rglob("quantized.*data*"))


def test_scores_of_8_bit_copies_differ_and_ours_are_exact(
    filled: tuple[QdrantIndex, QdrantServer],
) -> None:
    index, server = filled
    asked = unit("asked")
    rough = server.shards[ANSWERS.name].query(
        edge.QueryRequest(
            limit=10,
            query=edge.Query.Nearest(asked.tolist()),
            params=edge.SearchParams(quantization=edge.QuantizationSearchParams(rescore=False)),
            with_payload=True,
        )
    )
    errors = [abs(one.score - float(unit(one.payload["text"]) @ asked)) for one in rough]
    assert 1e-5 < max(errors) < 0.05
    for one in index.find_nearest(ANSWERS, asked, Within(ACME)):
        assert one.score == pytest.approx(float(unit(one.text) @ asked), abs=1e-5)


def test_every_declared_field_has_a_payload_index_and_the_tenants_is_one_of_a_tenant(
    filled: tuple[QdrantIndex, QdrantServer],
) -> None:
    index, server = filled
    found = index.find(ANSWERS)
    assert found is not None
    assert found.is_quantized
    fields = {"organization_id", "website_id", "day", "llm_provider", "llm_model"}
    assert found.indexes == fields
    schema = server.shards[ANSWERS.name].info().payload_schema
    assert isinstance(schema["organization_id"].params, edge.KeywordIndexParams)
    assert schema["organization_id"].params.is_tenant is True
    assert isinstance(schema["day"].params, edge.DatetimeIndexParams)
    assert schema["llm_provider"].points == COUNT + 500


def test_the_engine_uses_the_payload_index(filled: tuple[QdrantIndex, QdrantServer]) -> None:
    """Facets are counted from an index, and refused where a field has none."""
    _index, server = filled
    shard = server.shards[ANSWERS.name]
    hits = shard.facet(edge.FacetRequest(key="llm_provider", limit=5)).hits
    assert {hit.value: hit.count for hit in hits} == {"openai": 1_750, "google": 1_750}
    with pytest.raises(Exception, match=r"(?i)index"):
        shard.facet(edge.FacetRequest(key="content_hash", limit=5))


def test_the_graph_of_a_tenant_finds_what_comparing_all_finds(
    filled: tuple[QdrantIndex, QdrantServer],
) -> None:
    index, _server = filled
    rows = entries(COUNT)
    hits = 0
    for number in range(20):
        asked = unit(f"question {number}")
        found = index.find_nearest(ANSWERS, asked, Within(ACME, SHOP))
        assert not [one for one in found if one.text.startswith("secret")]
        hits += len({one.text for one in found} & exact(rows, asked, 10))
    assert hits / 200 >= 0.95


def test_filters_hold_on_the_graph(filled: tuple[QdrantIndex, QdrantServer]) -> None:
    index, _server = filled
    within = Within(ACME, SHOP, DAY, DAY, {"llm_provider": ["google"]})
    found = index.find_nearest(ANSWERS, unit("q"), within, limit=50)
    assert len(found) == 50
    assert {one.metadata["llm_provider"] for one in found} == {"google"}
    yesterday = DAY - timedelta(days=1)
    assert index.find_nearest(ANSWERS, unit("q"), Within(ACME, until=yesterday)) == []


def test_migrations_bring_qdrant_to_the_declaration_and_name_each_drift(tmp_path: Path) -> None:
    server = QdrantServer(tmp_path, KEY)
    with qdrant_of(server) as index:
        runner = VectorMigrations(index, "counting", 64)
        assert [one.version for one in runner.up()] == [step.version for step in STEPS]
        assert runner.check() == []
        assert runner.up() == []
        wrong = Collection("brand_monitor_answers", "counting", 64, is_quantized=False)
        index.drop(wrong.name)
        index.create(wrong)
        index.create(replace(wrong, base="brand_monitor_forgotten"))
        drifts = {one.place: (one.declared, one.actual) for one in runner.check()}
        place = f"collection {wrong.name}"
        fields = collections_at("0001")["brand_monitor_answers"].fields
        assert drifts == {
            f"{place} is_quantized": ("True", "False"),
            **{f"{place} index on {name}": ("there", "") for name in fields},
            "collection brand_monitor_forgotten--counting": ("", "there"),
        }
        index.drop("brand_monitor_forgotten--counting")
        runner.down("0000")
        assert index.names() == []
