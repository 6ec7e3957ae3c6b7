"""The schemas' asset: a row per store whatever it says, and a check that names each drift."""

from __future__ import annotations

from typing import Any

import dagster as dg
import pytest

from onevice_assets.upkeep.migrations.assets import schema_status
from onevice_assets.upkeep.migrations.checks import (
    every_schema_is_as_declared,
    every_store_is_as_documented,
)
from resources.control_plane.resource import ControlPlane
from resources.embedding.resource import Embeddings
from resources.graph_store import GraphStore
from resources.migrations.elasticsearch.revisions import known_revisions
from resources.migrations.neo4j.runner import GraphMigrations
from resources.migrations.postgres import runner
from resources.migrations.postgres.migrations import PostgresMigrations
from resources.migrations.vectors.declared import STEPS
from resources.migrations.vectors.store import VectorStoreMigrations
from resources.redis_store import RedisStore
from resources.search_store import SearchStore
from resources.vector_index.resource import VectorStore


def in_postgres(control: ControlPlane) -> dict[str, Any]:
    """The stores that stand in the control plane's database, and what reaches them."""
    return {
        "control": control,
        "search": SearchStore(database_url=control.url),
        "vectors": VectorStore(kind="pgvector", database_url=control.url),
        "embeddings": Embeddings(kind="local"),
    }


@pytest.fixture
def own(own_database: str) -> ControlPlane:
    control = ControlPlane(url=own_database)
    stores = in_postgres(control)
    PostgresMigrations(control).up()
    stores["search"].migrations().up()
    VectorStoreMigrations(stores["vectors"], stores["embeddings"]).up()
    return control


@pytest.fixture
def current(graph: GraphStore) -> GraphStore:
    GraphMigrations(graph).up()
    return graph


class NoRedis(RedisStore):
    """A Redis that nobody has started."""

    def is_at_hand(self) -> bool:
        return False


def look(control: ControlPlane, graph: GraphStore) -> tuple[list[dict[str, Any]], Any]:
    """Rows of the asset, and what its check came to."""
    done = dg.materialize(
        [schema_status, every_schema_is_as_declared],
        resources={**in_postgres(control), "graph": graph},
        instance=dg.DagsterInstance.ephemeral(),
    )
    (event,) = done.asset_materializations_for_node("upkeep__schema_status")
    (check,) = done.get_asset_check_evaluations()
    rows: Any = event.metadata["rows"].value
    return rows, check


def test_stores_that_are_as_declared_pass(own: ControlPlane, current: GraphStore) -> None:
    rows, check = look(own, current)
    assert [(one["store"], one["pending"], one["drift"]) for one in rows] == [
        ("postgres", 0, 0),
        ("graph", 0, 0),
        ("search", 0, 0),
        ("vectors", 0, 0),
    ]
    assert rows[0]["version"] == runner.head()
    assert check.passed


def test_each_drift_is_named(own: ControlPlane, current: GraphStore) -> None:
    with own.begin_as_is() as db:
        db.exec_driver_sql(
            "ALTER TABLE control.brands DROP COLUMN industry; DROP TABLE control.notices"
        )
    rows, check = look(own, current)
    assert [one["drift"] for one in rows] == [2, 0, 0, 0]
    assert not check.passed
    assert check.description == "postgres: control.brands.industry, table control.notices"
    assert check.metadata["postgres"].value["drift"][0]["declared"] == "character varying(255)"


def test_pending_migrations_fail_the_check(own: ControlPlane, current: GraphStore) -> None:
    PostgresMigrations(own).down(f"{int(runner.head()) - 1:04}")
    rows, check = look(own, current)
    assert rows[0]["pending"] == 1
    assert check.metadata["postgres"].value["pending"] == [runner.head()]
    assert not check.passed


def test_a_store_that_does_not_answer_has_its_row_and_keeps_no_other(
    own: ControlPlane,
) -> None:
    rows, check = look(own, GraphStore(uri="bolt://127.0.0.1:1", user="", retry_seconds=0.2))
    assert [(one["store"], one["version"]) for one in rows] == [
        ("postgres", runner.head()),
        ("graph", None),
        ("search", known_revisions()[-1].version),
        ("vectors", STEPS[-1].version),
    ]
    assert "did not answer" in rows[1]["error"]
    assert not check.passed
    assert "bolt://127.0.0.1:1" in check.description


def test_a_store_that_is_not_as_documented_fails_with_what_to_do(
    own: ControlPlane, current: GraphStore
) -> None:
    with own.begin() as db:
        db.exec_driver_sql("DROP INDEX operations.facts_object_idx")
    done = dg.materialize(
        [schema_status, every_store_is_as_documented],
        resources={**in_postgres(own), "graph": current, "redis": NoRedis()},
        instance=dg.DagsterInstance.ephemeral(),
    )
    (check,) = done.get_asset_check_evaluations()
    assert not check.passed
    (told,) = check.metadata["differences"].value
    assert (told["store"], told["place"]) == ("postgres", "index operations.facts.facts_object_idx")
    assert told["mend"].startswith("`onevice migrate up --store postgres`")
    assert str(told["mend"]) in str(check.description)
