"""Candidates of a search: ids with a score, or the index of the graph that finds them.

Nobody is shown a candidate: ids go into a question (`questions.py`), which shows what may be seen.
Neo4j's own indexes are asked within that question's statement, so that nothing else leaves the
server; they hold no tenant and no level, so more is looked at where too little was the asker's.
The platform's indexes are asked within the tenant and the asker's clearance. Which of them has
what, and opening it, is in `open_finder.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

from onevice_assets.entertainment.access.candidates import InIndex
from onevice_assets.entertainment.access.door import Answer, Later
from onevice_assets.entertainment.graph.model.every import NODES
from onevice_assets.entertainment.graph.model.kinds import PUBLIC, VECTOR_DIMENSIONS
from resources.errors import InputError, MissingDataError
from resources.search_index.query_text import Alternative, parse_query

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from resources.search_index.index import SearchIndex
    from resources.vector_index.vector_index import Collection, VectorIndex

Candidate = dict[str, Any]
"""`id` of a node and `score`, higher is better; comparable within one answer only."""
Candidates = list[Candidate] | InIndex

MOST_ASKED: Final = 5_000
"""Of an index of the graph, which holds every organization's nodes."""
_SPARE: Final = 2
"""So many times what fitted seldom enough is looked at the next time."""
MOST_FOUND: Final = 800
"""By the platform's indexes, which are asked within the organization."""
MEANING: Final[Mapping[str, str]] = {
    "Person": "person_skills_vector",
    "Project": "project_concept_vector",
    "Document": "document_content_vector",
    "CreativeConcept": "concept_semantic_vector",
}
"""Label → the vector index of the seed that finds it by meaning."""


class Finder(Protocol):
    """Finds candidates; both methods give the best first, or the index that does."""

    def by_meaning(self, label: str, text: str, organization_id: str, limit: int) -> Candidates:
        """Nodes whose vector is nearest to the text's.

        Raises:
            MissingDataError: nodes of that label have no vectors here.
            StoreError: the store does not answer.
        """

    def by_words(self, label: str, text: str, organization_id: str, limit: int) -> Candidates:
        """Nodes whose texts have the words (`resources.search_index.query_text`).

        Raises:
            InputError: no word to find.
            MissingDataError: texts of that label are not searched here.
            StoreError: the store does not answer.
        """


Embed = Callable[[str], "NDArray[np.float32]"]


def ask_deeper(
    find: Callable[[int], Candidates],
    ask: Callable[[Later], Answer],
    of: Sequence[Any],
    limit: int,
    depth: int,
) -> Answer:
    """Ask with the best candidates; with more of them where that was too little.

    How many more follows from how few of them fitted, and is at most 5,000 in all.

    Args:
        find: so many candidates.
        ask: a question of them.
        of: what they follow from, besides how many.
        limit: rows that are enough.
        depth: how many candidates are looked at first.
    """
    while True:
        found: list[Candidates] = []

        def make(depth: int = depth, found: list[Candidates] = found) -> Candidates:
            found.append(find(depth))
            return found[0]

        answer = ask(Later([*of, depth], make))
        is_all = bool(found) and isinstance(found[0], list) and len(found[0]) < depth
        if len(answer.rows) >= limit or is_all or depth >= MOST_ASKED:
            return answer
        depth = min(MOST_ASKED, depth * max(2, _SPARE * limit // max(1, len(answer.rows))))


@dataclass(frozen=True)
class GraphFinder:
    """Names the indexes of a Neo4j; `embed` gives vectors of the length that these are for."""

    embed: Embed

    def by_meaning(
        self,
        label: str,
        text: str,
        organization_id: str,  # noqa: ARG002  a question's conditions name the tenant
        limit: int,
    ) -> Candidates:
        """See `Finder`."""
        index = _index_of(MEANING, label, "vectors")
        vector = self.embed(text).tolist()
        if len(vector) != VECTOR_DIMENSIONS:
            raise MissingDataError(
                f"The graph's vector indexes hold {VECTOR_DIMENSIONS:,} dimensions and the model "
                f"that is set gives {len(vector):,}: nothing is found by meaning there. Set "
                "ONEVICE_EMBEDDINGS=openai, whose vectors they are for."
            )
        count = min(limit, MOST_ASKED)
        return InIndex("meaning", {"index": index, "vector": vector, "count": count})

    def by_words(
        self,
        label: str,
        text: str,
        organization_id: str,  # noqa: ARG002  a question's conditions name the tenant
        limit: int,
    ) -> Candidates:
        """See `Finder`."""
        texts = {one.label: next(iter(one.texts)) for one in NODES.values() if one.texts}
        index, query = _index_of(texts, label, "full text"), to_lucene(parse_query(text))
        count = min(limit, MOST_ASKED)
        return InIndex("words", {"index": index, "query": query, "count": count})


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

    def by_meaning(self, label: str, text: str, organization_id: str, limit: int) -> Candidates:
        """See `Finder`."""
        from resources.vector_index.vector_index import Within

        collection = _index_of(self.collections, label, "vectors")
        within = Within(organization_id, where=self._levels)
        most = min(limit, MOST_FOUND)
        found = self.vectors.find_nearest(collection, self.embed(text), within, most)
        return [{"id": _node_id(label, one.id), "score": one.score} for one in found]

    def by_words(self, label: str, text: str, organization_id: str, limit: int) -> Candidates:
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
            limit=min(limit, MOST_FOUND),
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
