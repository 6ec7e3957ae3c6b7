"""Opens what finds candidates: Neo4j's own indexes where they are, else the platform's.

The same rules as `graph/finding/make_findable.py`, which fills them. Nothing is opened before it
is asked: a question that needs no candidates starts no store.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from onevice_assets.entertainment.graph.finding.copy_texts import INDEXES
from onevice_assets.entertainment.graph.finding.copy_vectors import collection_of
from onevice_assets.entertainment.talent.nearest import (
    MEANING,
    Candidates,
    Finder,
    GraphFinder,
    StoreFinder,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from onevice_assets.entertainment.access.asker import Asker
    from onevice_assets.entertainment.graph.finding.make_findable import FindingStores
    from resources.embedding.embedder import Embedder


@contextmanager
def open_finder(stores: FindingStores, asker: Asker) -> Iterator[Finder]:
    """A finder for one asker, whose organization pays where the model costs money.

    Raises:
        ConfigurationError: of a hosted model without a key, when it is first asked.
        StoreError: a store does not answer, when it is first asked.
    """
    with ExitStack() as opened:
        yield _LazyFinder(stores, asker, opened)


@dataclass
class _LazyFinder:
    stores: FindingStores
    asker: Asker
    opened: ExitStack
    _vectors: dict[str, NDArray[np.float32]] = field(default_factory=dict)

    def by_meaning(self, label: str, text: str, organization_id: str, limit: int) -> Candidates:
        """See `Finder`."""
        finder = self._neo4j if self._has_own_vectors else self._platform
        return finder.by_meaning(label, text, organization_id, limit)

    def by_words(self, label: str, text: str, organization_id: str, limit: int) -> Candidates:
        """See `Finder`."""
        finder = self._neo4j if self._is_neo4j else self._platform
        return finder.by_words(label, text, organization_id, limit)

    @cached_property
    def _is_neo4j(self) -> bool:
        return self.stores.has_own_texts()

    @cached_property
    def _has_own_vectors(self) -> bool:
        return self.stores.has_own_vectors()

    @cached_property
    def _neo4j(self) -> Finder:
        return GraphFinder(self._embed)

    @cached_property
    def _platform(self) -> Finder:
        return StoreFinder(
            self.opened.enter_context(self.stores.vectors.open()),
            self.opened.enter_context(self.stores.search.open()),
            self._embed,
            {label: collection_of(index, self._model) for label, index in MEANING.items()},
            {label: index for label, (index, _) in INDEXES.items()},
            self.asker.clearance,
        )

    @cached_property
    def _model(self) -> Embedder:
        return self.stores.open_model(self.asker.organization_id)

    def _embed(self, text: str) -> NDArray[np.float32]:
        if text not in self._vectors:
            self._vectors[text] = self._model.embed([text])[0]
        return self._vectors[text]
