"""Migrations of the configured store of vectors, for the configured model: opened for each call."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from resources.migrations.store_migrations import Drift, Revision
from resources.migrations.vectors.runner import VectorMigrations

if TYPE_CHECKING:
    from resources.embedding.resource import Embeddings
    from resources.vector_index.resource import VectorStore


@dataclass(frozen=True)
class VectorStoreMigrations:
    """The `StoreMigrations` of a store that is not open yet.

    Attributes:
        vectors: the store.
        embeddings: the model whose collections they are.
    """

    vectors: VectorStore
    embeddings: Embeddings
    store: str = "vectors"

    def status(self) -> Sequence[Revision]:
        """See `VectorMigrations.status`."""
        with self._open() as migrations:
            return migrations.status()

    def up(self, to: str | None = None, *, dry_run: bool = False) -> Sequence[Revision]:
        """See `VectorMigrations.up`."""
        with self._open() as migrations:
            return migrations.up(to, dry_run=dry_run)

    def down(self, to: str, *, dry_run: bool = False) -> Sequence[Revision]:
        """See `VectorMigrations.down`."""
        with self._open() as migrations:
            return migrations.down(to, dry_run=dry_run)

    def check(self) -> Sequence[Drift]:
        """See `VectorMigrations.check`."""
        with self._open() as migrations:
            return migrations.check()

    @contextmanager
    def _open(self) -> Iterator[VectorMigrations]:
        with self.vectors.open(as_is=True) as index:
            yield VectorMigrations(index, self.embeddings.model, self.embeddings.dimensions)
