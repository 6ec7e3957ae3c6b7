"""`VectorStore`: what assets get as `vectors`: pgvector, Qdrant or Pinecone by the environment."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal

import dagster as dg
from pydantic import Field

from resources.control_plane.resource import ControlPlane

if TYPE_CHECKING:
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
    def open(self) -> Iterator[VectorIndex]:
        """Hand out the store, and close its connections whatever happens.

        Raises:
            ConfigurationError: `url` is no address, or there is no key where one is needed.
            StoreError: the store does not answer.
        """
        index = self._make()
        try:
            yield index
        finally:
            index.close()

    def _make(self) -> VectorIndex:
        if self.kind == "qdrant":
            from resources.vector_index.qdrant_index import connect_to_qdrant

            return connect_to_qdrant(_value(self.url), _value(self.api_key))
        if self.kind == "pinecone":
            from resources.vector_index.pinecone_index import connect_to_pinecone

            return connect_to_pinecone(_value(self.url), _value(self.api_key))
        from resources.vector_index.postgres_index import PostgresIndex

        return PostgresIndex(ControlPlane(url=_value(self.database_url)))


def _value(field: str) -> str:
    """The value itself where the field names a variable, which Dagster's UI shows instead."""
    return field.get_value("") or "" if isinstance(field, dg.EnvVar) else field
