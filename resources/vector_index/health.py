"""How a store of vectors is, for `onevice status`: asked once, whatever its breaker says."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

from resources.resilience.health import Answer, Probe, require_version

if TYPE_CHECKING:
    from resources.vector_index.pinecone_index import PineconeIndex
    from resources.vector_index.qdrant_index import QdrantIndex

_OLDEST_QDRANT = (1, 11)  # the first to know which field is the tenant
_WHAT = "asking how it is"


def probe_postgres(postgres: Probe) -> Probe:
    """The probe of pgvector, which is the control plane's."""
    return replace(postgres, store="vectors")


def probe_qdrant(url: str, connect: Callable[[], QdrantIndex]) -> Probe:
    """The probe of a Qdrant: its version, and what only a login may see."""
    from resources.vector_index.qdrant_errors import describe

    def ask() -> Answer:
        with closing(connect()) as index:
            return _ask_qdrant(index)

    return Probe("vectors", "server", describe(url), ask, ("qdrant_client",))


def probe_pinecone(host: str, connect: Callable[[], PineconeIndex]) -> Probe:
    """The probe of an index of Pinecone, which tells what it is for, but no version."""
    from resources.vector_index.pinecone_errors import describe

    def ask() -> Answer:
        with closing(connect()) as index:
            return _ask_pinecone(index)

    return Probe("vectors", "server", describe(host), ask, ("pinecone.index",))


def _ask_qdrant(index: QdrantIndex) -> Answer:
    from qdrant_client.common.client_exceptions import QdrantException
    from qdrant_client.http.exceptions import ApiException

    from resources.vector_index.qdrant_errors import explain

    try:
        version = index.client.info().version
        index.client.get_collections()
    except (ApiException, QdrantException) as error:
        raise explain(error, _WHAT, index.address) from None
    require_version(index.address, version, _OLDEST_QDRANT, "Qdrant (QDRANT_URL)")
    return Answer(f"Qdrant {version}")


def _ask_pinecone(index: PineconeIndex) -> Answer:
    from pinecone.exceptions import PineconeException

    from resources.vector_index.pinecone_errors import explain

    try:
        stats = index.client.describe_index_stats()
    except PineconeException as error:
        raise explain(error, _WHAT, index.address) from None
    return Answer("Pinecone", detail=f"{stats.dimension} dimensions, {stats.metric}")
