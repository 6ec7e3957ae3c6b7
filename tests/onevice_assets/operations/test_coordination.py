"""A batch in every store, wherever it is struck; and what the stores are compared by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from onevice_assets.operations.timeline.calendar import FOREVER
from onevice_assets.operations.timeline.contract import sort_facts
from onevice_assets.operations.timeline.coordination.stores import Stores, open_stores
from onevice_assets.operations.timeline.coordination.write import (
    KIND,
    resume_open,
    say_statement,
    write_statements,
)
from onevice_assets.operations.timeline.statement import Interval, Statement
from resources.control_plane.resource import ControlPlane
from resources.embedding.resource import Embeddings
from resources.errors import InputError, SagaError, StoreError
from resources.graph_store import GraphStore
from resources.identity import new_id
from resources.redis_store import RedisStore
from resources.saga import records
from resources.saga.work import Patience
from resources.vector_index.resource import VectorStore
from tests.onevice_assets.operations.conftest import NewFacts

ONCE = Patience(tries=1, first_wait_seconds=0, longest_wait_seconds=0)


def say(who: str, start: int, known: int, unit: int = 1, **more: Any) -> Statement:
    made = Statement(
        new_id(), f"unit {unit}", "driver", who, Interval(start, FOREVER), known, **more
    )
    return made


@pytest.fixture
def stores(
    facts_database: ControlPlane, graph_server: GraphStore, store: RedisStore
) -> Iterator[Stores]:
    """Every store, embedded or real; each test has an organization of its own in them."""
    resources = {
        "control": facts_database,
        "graph": graph_server,
        "vectors": VectorStore(kind="pgvector", database_url=facts_database.url),
        "embeddings": Embeddings(kind="local"),
        "redis": store,
    }
    with open_stores(resources) as opened:
        yield replace(opened, patience=ONCE)


@pytest.fixture
def owner(new_facts: NewFacts) -> str:
    """An organization without facts, with the relations of `histories`."""
    return new_facts().organization_id


def test_smoke(stores: Stores, owner: str) -> None:
    done = write_statements(stores, owner, [say("Ann", 1, 100), say("Bob", 5, 101)])
    assert (done.statements, done.refused) == (2, [])
    graph, vectors = stores.graph_facts(owner), stores.vector_facts(owner)
    assert graph is not None and vectors is not None
    facts = stores.facts(owner)
    every = facts.history("unit 1", None)
    assert graph.history("unit 1", None) == every
    assert sorted(e.text for e in vectors.read()) == ["unit 1 driver Ann", "unit 1 driver Bob"]
    with stores.control.begin() as db:
        assert records.list_unfinished(db, kind=KIND, organization_id=owner) == []
