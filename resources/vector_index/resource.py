"""`VectorStore`: what assets get as `vectors`: pgvector, Qdrant or Pinecone by the environment."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal

import dagster as dg
from pydantic import Field

from resources.control_plane.resource import ControlPlane
from resources.resilience.health import Health, Probe
from resources.resilience.tls import require_tls
from resources.variables import value_of

if TYPE_CHECKING:
    from resources.vector_index.pinecone_index import PineconeIndex
    from resources.vector_index.qdrant_index import QdrantIndex
    from resources.vector_index.vector_index import VectorIndex

Kind = Literal["pgvector", "qdrant", "pinecone"]


class VectorStore(dg.ConfigurableResource[Any]):
    """One store of vectors; opened, it is a `VectorIndex`."""

    kind: Kind = Field(default="pgvector", description="pgvector, qdrant or pinecone")
    database_url: str = Field(
        default="",
        description="pgvector: the control plane's address; empty = embedded",
        repr=False,
    )
    url: str = Field(
        default="", description="Address of Qdrant, or host of Pinecone's index", repr=False
    )
    api_key: str = Field(default="", description="Key at `url`, best as EnvVar", repr=False)

    @contextmanager
    def open(self, *, as_is: bool = False) -> Iterator[VectorIndex]:
        """Hand out the store, and close its connections whatever happens.

        Args:
            as_is: leave the control plane's schema as it is, to look at or migrate the vectors.

        Raises:
            ConfigurationError: `url` is no address, or would be spoken to in clear beyond this
                machine.
            StoreError: the store does not answer.
        """
        index = self._make(as_is=as_is)
        try:
            yield index
        finally:
            index.close()

    def health(self) -> Health:
        """Whether it answers, without making anything and without starting it."""
        return self.probe().run()

    def probe(self) -> Probe:
        """What `onevice status` asks; nothing is asked yet."""
        from resources.vector_index import health

        if self.kind == "qdrant":
            return health.probe_qdrant(value_of(self.url), self._qdrant)
        if self.kind == "pinecone":
            return health.probe_pinecone(value_of(self.url), self._pinecone)
        return health.probe_postgres(self._control().probe())

    def _make(self, *, as_is: bool) -> VectorIndex:
        if self.kind == "qdrant":
            return self._qdrant()
        if self.kind == "pinecone":
            return self._pinecone()
        from resources.vector_index.postgres_index import PostgresIndex

        return PostgresIndex(self._control(), as_is=as_is)

    def _qdrant(self) -> QdrantIndex:
        from resources.vector_index.qdrant_index import connect_to_qdrant

        url = value_of(self.url)
        require_tls(url, "QDRANT_URL")
        return connect_to_qdrant(url, value_of(self.api_key))

    def _pinecone(self) -> PineconeIndex:
        from resources.vector_index.pinecone_errors import url_of
        from resources.vector_index.pinecone_index import connect_to_pinecone

        url = url_of(value_of(self.url))
        require_tls(url, "PINECONE_INDEX_HOST")
        return connect_to_pinecone(url, value_of(self.api_key))

    def _control(self) -> ControlPlane:
        return ControlPlane(url=value_of(self.database_url))
