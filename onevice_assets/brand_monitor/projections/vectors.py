"""The copy in the store of vectors: what pages say, what is asked, what models answered.

    brand_monitor_pages, brand_monitor_prompts   of a website
    brand_monitor_answers                        of a day × website

Long texts are cut to pieces, each an entry of its own; `vector_rows.py` says which columns.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from onevice_assets.brand_monitor.projections.vector_rows import (
    Kind,
    build_rows,
    from_entries,
    kinds_of,
    to_entries,
)
from onevice_assets.publishing.projection import Rows, Scope, ShowsEveryDay
from resources.errors import SchemaError
from resources.lake_retired import read_kept
from resources.migrations.vectors import VectorMigrations
from resources.migrations.vectors.declared import collection
from resources.vector_index.replace_place import replace_place
from resources.vector_index.vector_index import Place

if TYPE_CHECKING:
    import pyarrow

    from resources.control_plane.resource import ControlPlane
    from resources.embedding.resource import Embeddings
    from resources.lake import Lake
    from resources.object_store import Objects
    from resources.vector_index.resource import VectorStore
    from resources.vector_index.vector_index import Collection, VectorIndex


@dataclass(frozen=True)
class VectorProjection(ShowsEveryDay):
    """The `Projection` of the store of vectors.

    Attributes:
        vectors: the store; collections it lacks are made at first use.
        embeddings: the model; its calls are paid by the website's organization.
        control, objects: ledger and kept vectors of a model that costs money.
    """

    lake: Lake
    control: ControlPlane
    objects: Objects
    vectors: VectorStore
    embeddings: Embeddings
    store: str = "vectors"

    def build(self, scope: Scope) -> Rows:
        """Pieces of the scope's texts, without vectors; see `Projection.build`."""
        return {kind.name: self._build(kind, scope) for kind in kinds_of(scope)}

    def read(self, scope: Scope) -> Rows:
        """What the store holds of the scope, with vectors; see `Projection.read`."""
        place, found = _place(scope), {}
        with self._open() as index:
            for kind in kinds_of(scope):
                held = index.read(self._collection(kind), place)
                found[kind.name] = from_entries(kind, scope, held, self.embeddings.dimensions)
        return found

    def replace(self, scope: Scope, rows: Rows) -> None:
        """Make the store hold these rows; see `Projection.replace`.

        Only what is new or changed is embedded and sent; rows with vectors are not embedded.

        Raises:
            SchemaError: rows of a name that the scope does not have, or of another tenant.
            ProviderError, BudgetError: of a model that is asked over the network.
        """
        _check(scope, rows)
        embedder = self.embeddings.open(self.control, self.objects, scope.website_id)
        with self._open() as index:
            for kind in kinds_of(scope):
                entries = to_entries(kind, rows[kind.name]) if kind.name in rows else []
                replace_place(index, self._collection(kind), _place(scope), entries, embedder)

    def _build(self, kind: Kind, scope: Scope) -> pyarrow.Table:
        needed = kind.table.only(*kind.lake_columns)
        kept = read_kept(self.lake, needed, scope.partition)
        return build_rows(kind, scope, kept.to_pylist())

    def _collection(self, kind: Kind) -> Collection:
        return collection(kind.name, self.embeddings.model, self.embeddings.dimensions)

    @contextmanager
    def _open(self) -> Iterator[VectorIndex]:
        with self.vectors.open() as index:
            VectorMigrations(index, self.embeddings.model, self.embeddings.dimensions).up()
            yield index


def _place(scope: Scope) -> Place:
    return Place(scope.organization_id, scope.website_id, scope.day)


def _check(scope: Scope, rows: Rows) -> None:
    known = {kind.name for kind in kinds_of(scope)}
    if not rows.keys() <= known:
        raise SchemaError(
            f"{scope.partition} has {', '.join(sorted(known))} in the store of vectors, not "
            f"{', '.join(sorted(rows.keys() - known))}. Nothing was written."
        )
    tenant = {"organization_id": scope.organization_id, "website_id": scope.website_id}
    for name, table in rows.items():
        for column, wanted in tenant.items():
            foreign = set(table.column(column).to_pylist()) - {wanted}
            if foreign:
                raise SchemaError(
                    f"Rows of {name} for {scope.partition} belong to another {column} "
                    f"({sorted(foreign)[0]}). Nothing was written."
                )
