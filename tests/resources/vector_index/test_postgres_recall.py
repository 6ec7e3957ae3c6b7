"""pgvector's graph finds the nearest of one organization, however the others' entries lie."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from onevice_assets.operations.timeline.search.measuring.bench_graphs import (
    find_exactly,
    make_clustered,
)
from resources.control_plane.resource import ControlPlane
from resources.vector_index import postgres_index, postgres_search
from resources.vector_index.postgres_index import PostgresIndex
from resources.vector_index.vector_index import Collection, Entry, Place, Within
from tests.vector_stores import ACME, RIVAL, made_id

HALF = Collection("test_recall", "made-up", 96, precision="float16")
COUNT, OWN = 2_000, 200


@pytest.fixture(scope="module")
def index(session_database: str) -> Iterator[PostgresIndex]:
    """An organization has a tenth of the entries, all over the others' clusters."""
    made = PostgresIndex(ControlPlane(url=session_database))
    made.create(HALF)
    made.drop_graph(HALF)
    for owner, part in ((ACME, VECTORS[:OWN]), (RIVAL, VECTORS[OWN:])):
        entries = [
            Entry(made_id(owner, n), f"text {n}", "", {}, vector) for n, vector in enumerate(part)
        ]
        made.write(HALF, Place(owner, owner), entries, ())
    made.create(HALF)
    yield made
    made.drop(HALF.name)


VECTORS = make_clustered(COUNT, HALF.dimensions)
ASKED = make_clustered(20, HALF.dimensions, seed=9)


def recall_of(index: PostgresIndex, owner: str, own: np.ndarray) -> float:
    wanted, hits = find_exactly(own, ASKED), 0
    for vector, places in zip(ASKED, wanted, strict=True):
        found = [one.id for one in index.find_nearest(HALF, vector, Within(owner))]
        hits += len(set(found) & {made_id(owner, place) for place in places})
    return hits / wanted.size


@pytest.fixture
def along_the_graph(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither we nor the planner may compare the few entries of an organization one by one."""
    settings = postgres_search.search_settings

    def without_sorting(limit: int) -> tuple[str, dict[str, str]]:
        sql, given = settings(limit)
        return f"{sql}, set_config('enable_sort', 'off', true)", given

    monkeypatch.setattr(postgres_search, "_FEW_NUMBERS", 0)
    monkeypatch.setattr(postgres_index, "search_settings", without_sorting)


def find_along_the_graph(index: PostgresIndex, asked: np.ndarray, limit: int = 10) -> int:
    """How many are found without the help of comparing all; the plan must be the graph's."""
    given = {"organization_id": ACME, "limit": limit, "vector": str(asked.tolist())}
    sql = postgres_search.search(HALF, "organization_id = %(organization_id)s")
    with index.control.begin() as db:
        db.exec_driver_sql(*postgres_index.search_settings(limit))
        plan = "\n".join(one for (one,) in db.exec_driver_sql(f"EXPLAIN {sql}", given))
        assert f"{HALF.name}_nearest" in plan
        return len(db.exec_driver_sql(sql, given).all())


@pytest.mark.usefixtures("along_the_graph")
def test_a_search_along_the_graph_of_all_loses_no_organization(index: PostgresIndex) -> None:
    assert min(find_along_the_graph(index, one) for one in ASKED) == 10
    assert recall_of(index, ACME, VECTORS[:OWN]) >= 0.95
    assert recall_of(index, RIVAL, VECTORS[OWN:]) >= 0.95


@pytest.mark.usefixtures("along_the_graph")
def test_where_the_graph_gives_up_all_are_compared(
    index: PostgresIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_search, "MOST_SCANNED", 1)
    lost = [one for one in ASKED if find_along_the_graph(index, one, 100) < 100]
    assert lost
    for one in lost:
        assert len(index.find_nearest(HALF, one, Within(ACME), 100)) == 100


def test_long_vectors_are_compared_one_by_one_only_where_they_are_fewer() -> None:
    assert postgres_search.few_of(replace(HALF, dimensions=256)) == 20_000
    assert postgres_search.few_of(replace(HALF, dimensions=1_536)) == 3_333
