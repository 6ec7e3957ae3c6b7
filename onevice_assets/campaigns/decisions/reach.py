"""What a question reaches: the graph and the vectors of one client, and nobody else's.

    reach.look(work)                      several statements, one transaction
    reach.nearest("content-essence", …)   entries of a `droom-` namespace, nearest first

A store that is away is told apart by its error, so that another one may stand in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, TypeVar

from onevice_assets.campaigns.memory.brand_memory import BrandMemory, BrandTransaction
from resources.errors import (
    BudgetError,
    InputError,
    LocalServerError,
    ProviderError,
    StoreDownError,
    StoreError,
)
from resources.migrations.vectors.declared import CAMPAIGNS, STEPS, collections_at
from resources.vector_index.vector_index import Within

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from resources.control_plane.campaign_clients import Client
    from resources.embedding.embedder import Embedder
    from resources.vector_index.vector_index import Collection, Found, VectorIndex

T = TypeVar("T")

NEEDED: Final = ("control", "objects", "graph", "vectors", "embeddings", "redis")
"""Names of the resources that questions are answered with."""
RETRY_SECONDS: Final = 3.0
"""Of a read of the graph: somebody waits for the answer."""


class GraphAwayError(StoreDownError):
    """The graph did not answer."""


class VectorsAwayError(StoreDownError):
    """The store of vectors, or the model that embeds, did not answer."""


@dataclass
class Reach:
    """Made by `open_reach`.

    Attributes:
        client: whose memory is read.
        resources: by name, at least those of `NEEDED`.
    """

    client: Client
    resources: Mapping[str, Any]
    _opened: ExitStack
    _vectors: dict[str, NDArray[np.float32]] = field(default_factory=dict)
    _known: dict[str, Collection | None] = field(default_factory=dict)

    def look(self, work: Callable[[BrandTransaction], T]) -> T:
        """Read the client's graph in one transaction.

        Raises:
            GraphAwayError: it does not answer.
            StoreError: it refused.
        """
        graph = self.resources["graph"].model_copy(update={"retry_seconds": RETRY_SECONDS})
        try:
            with graph.session() as session:
                return BrandMemory(session, self.client.id).look("campaigns.ask", work)
        except (StoreDownError, LocalServerError) as error:
            raise GraphAwayError(str(error)) from error

    def nearest(
        self,
        kind: str,
        text: str,
        limit: int,
        where: Mapping[str, Sequence[str]] | None = None,
        tenant: str = "",
    ) -> list[Found]:
        """Entries whose text is nearest in meaning, nearest first; none where nothing is kept yet.

        Args:
            kind: of the namespace, behind `droom-`.
            text: what they should be like.
            limit: how many at most.
            where: a declared field → values of which an entry has one.
            tenant: whose namespace; the client's by default.

        Raises:
            VectorsAwayError: the store or the model does not answer.
        """
        if not text.strip():
            raise InputError("Nothing was looked for: give some words to compare with.")
        try:
            if kind not in self._known:
                self._known[kind] = self._collection(kind)
            found = self._known[kind]
            if found is None:
                return []
            within = Within(tenant or self.client.id, where=where or {})
            return self._index.find_nearest(found, self._embed(text), within, limit)
        except (StoreError, ProviderError, BudgetError) as error:
            raise VectorsAwayError(str(error)) from error

    def _collection(self, kind: str) -> Collection | None:
        model = self.resources["embeddings"]
        declared = collections_at(STEPS[-1].version).get(f"{CAMPAIGNS}{kind}")
        if declared is None:
            return None
        one = declared.by(model.model, model.dimensions)
        return one if self._index.find(one) is not None else None

    def _embed(self, text: str) -> NDArray[np.float32]:
        if text not in self._vectors:
            self._vectors[text] = self._model.embed([text])[0]
        return self._vectors[text]

    @cached_property
    def _index(self) -> VectorIndex:
        index: VectorIndex = self._opened.enter_context(self.resources["vectors"].open())
        return index

    @cached_property
    def _model(self) -> Embedder:
        given = self.resources
        made: Embedder = given["embeddings"].open_for_organization(
            given["control"], given["objects"], self.client.organization_id
        )
        return made


@contextmanager
def open_reach(client: Client, resources: Mapping[str, Any]) -> Iterator[Reach]:
    """What one question reaches; stores are opened when they are first asked."""
    with ExitStack() as opened:
        yield Reach(client, resources, opened)
