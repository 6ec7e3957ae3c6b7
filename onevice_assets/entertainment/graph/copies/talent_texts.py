"""The copy in the platform's search: texts of nodes, where the graph does not find them itself."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from onevice_assets.entertainment.graph.build import read_built
from onevice_assets.entertainment.graph.finding.copy_texts import (
    INDEXES,
    read_texts,
    replace_texts,
    to_documents,
)
from onevice_assets.entertainment.graph.model.rows import GraphRows
from onevice_assets.publishing.projection import Rows, Scope, ShowsEveryDay

if TYPE_CHECKING:
    import pyarrow

    from onevice_assets.entertainment.graph.finding.make_findable import FindingStores
    from resources.lake import Lake
    from resources.search_index.documents import Document

_LABELS = {index: label for label, (index, _) in INDEXES.items()}


class TalentTexts(ShowsEveryDay):
    """The `Projection` of an organization's texts: a table an index, a row a document."""

    store = "search"

    def __init__(self, lake: Lake, stores: FindingStores) -> None:
        self._lake, self._stores = lake, stores

    def build(self, scope: Scope) -> Rows:
        """Documents of the built graph, none where a real Neo4j has its own indexes.

        Asks the graph which of the two it is, and nothing else.
        """
        rows = read_built(self._lake, scope.owner, scope.organization_id)
        if self._stores.has_own_texts():
            rows = GraphRows(scope.organization_id)
        return {index: _to_table(to_documents(label, rows)) for index, label in _LABELS.items()}

    def read(self, scope: Scope) -> Rows:
        """What the search holds of the organization; none where no index is yet."""
        with self._stores.search.open() as search:
            return {
                index: _to_table(read_texts(search, label, scope.organization_id))
                for index, label in _LABELS.items()
            }

    def replace(self, scope: Scope, rows: Rows) -> None:
        """Make the indexes hold exactly these documents; see `Projection.replace`."""
        with self._stores.search.open() as search:
            for index, table in rows.items():
                documents = [json.loads(row["document"]) for row in table.to_pylist()]
                replace_texts(search, _LABELS[index], scope.organization_id, documents)


def _to_table(documents: Sequence[Document]) -> pyarrow.Table:
    import pyarrow as pa

    schema = pa.schema([("id", pa.string()), ("document", pa.string())])
    rows = [
        {"id": one["id"], "document": json.dumps(one, ensure_ascii=False, sort_keys=True)}
        for one in sorted(documents, key=lambda one: str(one["id"]))
    ]
    return pa.Table.from_pylist(rows, schema=schema)
