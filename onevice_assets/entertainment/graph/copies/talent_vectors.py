"""The copy in the platform's store of vectors, where the graph does not hold them itself.

What is compared is what each vector was made of, and for whom it may be found.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from onevice_assets.entertainment.graph.build import read_built
from onevice_assets.entertainment.graph.finding.copy_vectors import (
    collection_of,
    list_entries,
    place_of,
)
from onevice_assets.entertainment.graph.model.rows import GraphRows
from onevice_assets.publishing.projection import Rows, Scope, ShowsEveryDay
from resources.migrations.vectors.runner import VectorMigrations
from resources.vector_index.replace_place import replace_place
from resources.vector_index.vector_index import Entry

if TYPE_CHECKING:
    import pyarrow

    from onevice_assets.entertainment.graph.finding.make_findable import FindingStores
    from resources.embedding.embedder import Embedder
    from resources.lake import Lake
    from resources.vector_index.vector_index import VectorIndex

_COLUMNS = ("id", "text", "content_hash", "metadata")


class TalentVectors(ShowsEveryDay):
    """The `Projection` of an organization's vectors: a table a kind, a row a text."""

    store = "vectors"

    def __init__(self, lake: Lake, stores: FindingStores) -> None:
        self._lake, self._stores = lake, stores

    def build(self, scope: Scope) -> Rows:
        """Texts of the built graph, none where a real Neo4j has the vectors on its nodes.

        Asks the graph which of the two it is, and nothing else.
        """
        rows = read_built(self._lake, scope.owner, scope.organization_id)
        if self._stores.has_own_vectors():
            rows = GraphRows(scope.organization_id)
        return {kind: _to_table(some) for kind, some in list_entries(rows).items()}

    def read(self, scope: Scope) -> Rows:
        """What the store holds of the organization, without the vectors themselves."""
        place = place_of(scope.organization_id)
        with self._open(scope) as (index, model):
            return {
                kind: _to_table(index.read(collection_of(kind, model), place, with_vectors=False))
                for kind in list_entries(GraphRows(scope.organization_id))
            }

    def replace(self, scope: Scope, rows: Rows) -> None:
        """Make the store hold exactly these; see `Projection.replace`.

        What it holds already is neither embedded nor sent.

        Raises:
            ProviderError, BudgetError: of a model that is asked over the network.
        """
        place = place_of(scope.organization_id)
        with self._open(scope) as (index, model):
            for kind, table in rows.items():
                entries = [
                    Entry(**{**row, "metadata": json.loads(row["metadata"])})
                    for row in table.to_pylist()
                ]
                replace_place(index, collection_of(kind, model), place, entries, model)

    @contextmanager
    def _open(self, scope: Scope) -> Iterator[tuple[VectorIndex, Embedder]]:
        model = self._stores.open_model(scope.organization_id)
        with self._stores.vectors.open() as index:
            VectorMigrations(index, model.model, model.dimensions).up()
            yield index, model


def _to_table(entries: Sequence[Entry]) -> pyarrow.Table:
    import pyarrow as pa

    schema = pa.schema([(name, pa.string()) for name in _COLUMNS])
    rows = [
        {
            "id": one.id,
            "text": one.text,
            "content_hash": one.content_hash,
            "metadata": json.dumps(dict(one.metadata), ensure_ascii=False, sort_keys=True),
        }
        for one in sorted(entries, key=lambda one: one.id)
    ]
    return pa.Table.from_pylist(rows, schema=schema)
