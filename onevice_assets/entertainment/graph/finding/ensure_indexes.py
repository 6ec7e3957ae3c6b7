"""The full-text and vector indexes of a real Neo4j (seed 000, §2.3.1 and §5.1).

They are no part of the migrations, whose statements both graphs take: they are made where they
are missing, after a publish and its vectors: an index that is filled at once is of few segments,
each of which every search looks at. Neo4j fills them by itself.
"""

from __future__ import annotations

from functools import partial

from onevice_assets.entertainment.graph.model.schema import search_indexes
from resources.cypher import Statement
from resources.embedding.embedder import SEED_MODEL
from resources.graph_store import GraphSession, GraphTransaction

# not registered: the embedded graph takes none of them
_STATEMENTS = tuple(
    Statement(f"entertainment.search_index.{text.split()[3]}", text) for text in search_indexes()
)


def ensure_indexes(session: GraphSession) -> bool:
    """Make the indexes that a real Neo4j lacks; tell whether it is one.

    Raises:
        StoreError: it refused one; those made before stay, and a second call completes them.
    """
    if not session.is_neo4j:
        return False
    for statement in _STATEMENTS:
        session.change(statement.name, partial(GraphTransaction.read, statement=statement))
    return True


def is_in_graph(session: GraphSession, model: str) -> bool:
    """Whether vectors lie on the nodes: in a real Neo4j, of the model its indexes are made for.

    Otherwise they are in the platform's store of vectors, under their model's name.
    """
    return model == SEED_MODEL and session.is_neo4j
