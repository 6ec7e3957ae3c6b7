"""Candidates of a search: ids with a score, from whichever store has the texts and vectors.

Nobody is shown a candidate: ids go into a question (`questions.py`), which shows what may be seen.
Neo4j's own indexes hold no tenant, so they are asked for more until enough are of the one that
asks; the platform's indexes are asked within the tenant and the asker's clearance. Which of them
has what, and opening it, is in `open_finder.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

from onevice_assets.entertainment.graph.model.every import NODES
from onevice_assets.entertainment.graph.model.kinds import PUBLIC, VECTOR_DIMENSIONS
from resources.cypher import Statement
from resources.errors import InputError, MissingDataError
from resources.search_index.query_text import Alternative, parse_query

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from resources.graph_store import GraphStore
    from resources.search_index.index import SearchIndex
    from resources.vector_index.vector_index import Collection, VectorIndex

Candidate = dict[str, Any]
"""`id` of a node and `score`, higher is better; comparable within one answer only."""

MOST_ASKED: Final = 5_000
_GROWTH: Final = 5

# Neo4j's own procedures, which the embedded graph has no index for: not among the statements that
# both graphs take (`resources.cypher.define`)
_BY_VECTOR = Statement(
    "entertainment.talent.nearest",
    "CALL db.index.vector.queryNodes($index, $count, $vector) YIELD node, score "
    "RETURN node.id AS id, node.organization_id AS organization_id, score",
)
_BY_WORDS = Statement(
    "entertainment.talent.words",
    "CALL db.index.fulltext.queryNodes($index, $query, {limit: $count}) YIELD node, score "
    "RETURN node.id AS id, node.organization_id AS organization_id, score",
)
MEANING: Final[Mapping[str, str]] = {
    "Person": "person_skills_vector",
    "Project": "project_concept_vector",
    "Document": "document_content_vector",
    "CreativeConcept": "concept_semantic_vector",
}
"""Label → the vector index of the seed that finds it by meaning."""


class Finder(Protocol):
    """Finds candidates of one organization; both methods give the best first."""

    def by_meaning(
        self, label: str, text: str, organization_id: str, limit: int
    ) -> list[Candidate]:
        """Nodes whose vector is nearest to the text's.

        Raises:
            MissingDataError: nodes of that label have no vectors here.
            StoreError: the store does not answer.
        """

    def by_words(self, label: str, text: str, organization_id: str, limit: int) -> list[Candidate]:
        """Nodes whose texts have the words (`resources.search_index.query_text`).

        Raises:
            InputError: no word to find.
            MissingDataError: texts of that label are not searched here.
            StoreError: the store does not answer.
        """


Embed = Callable[[str], "NDArray[np.float32]"]


@dataclass(frozen=True)
class GraphFinder:
    """Asks the indexes of a Neo4j; `embed` gives vectors of the length that these are for."""

    graph: GraphStore
    embed: Embed

    def by_meaning(
        self, label: str, text: str, organization_id: str, limit: int
    ) -> list[Candidate]:
        """See `Finder`."""
        index = _index_of(MEANING, label, "vectors")
        vector = [float(one) for one in self.embed(text)]
        if len(vector) != VECTOR_DIMENSIONS:
            raise MissingDataError(
                f"The graph's vector indexes hold {VECTOR_DIMENSIONS:,} dimensions and the model "
                f"that is set gives {len(vector):,}: nothing is found by meaning there. Set "
                "ONEVICE_EMBEDDINGS=openai, whose vectors they are for."
            )
        return self._ask(_BY_VECTOR, organization_id, limit, index=index, vector=vector)

    def by_words(self, label: str, text: str, organization_id: str, limit: int) -> list[Candidate]:
        """See `Finder`."""
        texts = {one.label: next(iter(one.texts)) for one in NODES.values() if one.texts}
        index, query = _index_of(texts, label, "full text"), to_lucene(parse_query(text))
        return self._ask(_BY_WORDS, organization_id, limit, index=index, query=query)

    def _ask(
        self, statement: Statement, organization_id: str, limit: int, **parameters: Any
    ) -> list[Candidate]:
        count = limit
        while True:
            with self.graph.session() as session:
                rows = session.read(statement, count=count, **parameters)
            own = [one for one in rows if one["organization_id"] == organization_id]
            if len(own) >= limit or len(rows) < count or count >= MOST_ASKED:
                return [{"id": one["id"], "score": one["score"]} for one in own[:limit]]
            count = min(MOST_ASKED, count * _GROWTH)


@dataclass(frozen=True)
class StoreFinder:
    """Asks the platform's vector and search indexes.

    Attributes:
        vectors: the vector index.
        search: the search index.
        embed: gives vectors of the collections' model.
        collections: label → collection of its vectors; ids in it are the UUIDs of nodes.
        indexes: label → search index of its texts; ids likewise.
        clearance: of who asks: what is more sensitive is not among the candidates.
    """

    vectors: VectorIndex
    search: SearchIndex
    embed: Embed
    collections: Mapping[str, Collection]
    indexes: Mapping[str, str]
    clearance: int = 1

    def by_meaning(
        self, label: str, text: str, organization_id: str, limit: int
    ) -> list[Candidate]:
        """See `Finder`."""
        from resources.vector_index.vector_index import Within

        collection = _index_of(self.collections, label, "vectors")
        within = Within(organization_id, where=self._levels)
        found = self.vectors.find_nearest(collection, self.embed(text), within, limit)
        return [{"id": _node_id(label, one.id), "score": one.score} for one in found]

    def by_words(self, label: str, text: str, organization_id: str, limit: int) -> list[Candidate]:
        """See `Finder`."""
        from resources.search_index.documents import Tenant
        from resources.search_index.search_query import SearchQuery

        index = _index_of(self.indexes, label, "full text")
        query = SearchQuery(
            index,
            Tenant(organization_id),
            text,
            filters=self._levels,
            with_highlights=False,
            limit=limit,
        )
        hits = self.search.search(query).hits
        return [{"id": _node_id(label, str(one.document["id"])), "score": one.score}
                for one in hits]  # fmt: skip

    @property
    def _levels(self) -> Mapping[str, Sequence[str]]:
        every = range(self.clearance, PUBLIC + 1)
        return {"level": [str(one) for one in every]} if self.clearance > 1 else {}


def to_lucene(alternatives: Sequence[Alternative]) -> str:
    """A query as Lucene reads it: every word in quotes, so that none is an operator."""
    return " OR ".join(f"({_to_lucene(one)})" for one in alternatives)


def _to_lucene(one: Alternative) -> str:
    wanted = [*((word,) for word in one.words), *one.phrases]
    told = [f'+"{" ".join(words)}"' for words in wanted]
    return " ".join([*told, *(f'-"{" ".join(words)}"' for words in one.without)])


def _index_of(known: Mapping[str, Any], label: str, what: str) -> Any:
    if label not in NODES:
        raise InputError(f"{label[:100]!r} is no label of the graph: {', '.join(NODES)}.")
    if label not in known:
        raise MissingDataError(
            f"{label} has no {what} to be found by; {', '.join(known) or 'nothing'} has. Nothing "
            "was searched."
        )
    return known[label]


def _node_id(label: str, identity: str) -> str:
    prefix = f"{NODES[label].prefix}_"
    return identity if identity.startswith(prefix) else prefix + identity
