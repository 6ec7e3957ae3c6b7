"""The copy in the graph: an organization's nodes and relationships, value by value.

A row is an id and its properties as JSON; a property that nobody declared stands there as null.
Vectors on the nodes of a real Neo4j are compared by what they were made of.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from onevice_assets.entertainment.graph.build import read_built
from onevice_assets.entertainment.graph.finding.ensure_indexes import ensure_indexes, is_in_graph
from onevice_assets.entertainment.graph.finding.texts import digest_texts, texts_of
from onevice_assets.entertainment.graph.finding.write_vectors import read_embedded, write_vectors
from onevice_assets.entertainment.graph.model.every import NODES, RELATIONSHIPS
from onevice_assets.entertainment.graph.model.kinds import EMBEDDED
from onevice_assets.entertainment.graph.model.lake_rows import read_properties, write_properties
from onevice_assets.entertainment.graph.model.rows import END, START, GraphRows, Row
from onevice_assets.entertainment.graph.read_graph import read_graph
from onevice_assets.entertainment.graph.write_graph import publish
from onevice_assets.entertainment.talent.forget import forget_organization
from onevice_assets.publishing.projection import Rows, Scope, ShowsEveryDay

if TYPE_CHECKING:
    import pyarrow

    from onevice_assets.entertainment.graph.finding.make_findable import FindingStores
    from resources.lake import Lake
    from resources.redis_store import RedisStore

_NODE = ("id", "properties", EMBEDDED)
_EDGE = ("id", START, END, "properties")


class TalentGraph(ShowsEveryDay):
    """The `Projection` of an organization's graph: a table a label and a type."""

    store = "graph"

    def __init__(self, lake: Lake, stores: FindingStores, redis: RedisStore) -> None:
        self._lake, self._stores, self._redis = lake, stores, redis

    def build(self, scope: Scope) -> Rows:
        """The graph as it was built; asks the graph which of the two it is, and nothing else."""
        rows = read_built(self._lake, scope.owner, scope.organization_id)
        digests: dict[str, str] = {}
        if self._stores.has_own_vectors():
            model = self._stores.embeddings.model
            digests = {
                row["id"]: digest_texts(model, texts_of(label, row))
                for label, some in rows.nodes.items()
                if NODES[label].vectors
                for row in some
            }
        return _to_tables(rows, digests)

    def read(self, scope: Scope) -> Rows:
        """What the graph holds of the organization; see `Projection.read`."""
        owner = scope.organization_id
        with self._stores.graph.session() as session:
            held = read_graph(session, owner)
            is_here = is_in_graph(session, self._stores.embeddings.model)
            return _to_tables(held, read_embedded(session, owner) if is_here else {})

    def replace(self, scope: Scope, rows: Rows) -> None:
        """Make the graph hold exactly these; see `Projection.replace`.

        In one transaction; vectors of a real Neo4j are made after it, of what has none. Kept
        answers are forgotten.

        Raises:
            SchemaError: rows are not what the model declares; nothing was written.
            ProviderError, BudgetError: of a model that is asked over the network.
        """
        wanted = _from_tables(scope.organization_id, rows)
        with self._stores.graph.session() as session:
            ensure_indexes(session)
            publish(session, wanted)
            if is_in_graph(session, self._stores.embeddings.model):
                write_vectors(session, self._stores.open_model(scope.organization_id), wanted)
        forget_organization(self._redis, scope.organization_id)


def _to_tables(rows: GraphRows, digests: Mapping[str, str]) -> Rows:
    nodes = {
        label: _table(
            _NODE,
            (
                {
                    "id": one.get("id"),
                    "properties": write_properties(one),
                    EMBEDDED: digests.get(one.get("id", "")),
                }
                for one in rows.nodes.get(label, ())
            ),
        )
        for label in NODES
    }
    edges = {
        kind: _table(
            _EDGE,
            (
                {**one, "properties": write_properties(_without_ends(one))}
                for one in rows.edges.get(kind, ())
            ),
        )
        for kind in RELATIONSHIPS
    }
    return {**nodes, **edges}


def _table(columns: tuple[str, ...], rows: Iterable[Mapping[str, Any]]) -> pyarrow.Table:
    import pyarrow as pa

    schema = pa.schema([(name, pa.string()) for name in columns])
    ordered = sorted(rows, key=lambda one: str(one.get("id")))
    return pa.Table.from_pylist(
        [{name: one.get(name) for name in columns} for one in ordered], schema=schema
    )


def _from_tables(organization_id: str, rows: Rows) -> GraphRows:
    nodes: dict[str, list[Row]] = {}
    edges: dict[str, list[Row]] = {}
    for name, table in rows.items():
        declared = (NODES.get(name) or RELATIONSHIPS[name]).properties
        made = [
            {
                **{end: row[end] for end in (START, END) if end in row},
                **read_properties(row["properties"], declared),
            }
            for row in table.to_pylist()
        ]
        (nodes if name in NODES else edges)[name] = made
    return GraphRows(organization_id, nodes, edges)


def _without_ends(row: Row) -> Row:
    return {name: value for name, value in row.items() if name not in (START, END)}
