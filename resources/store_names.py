"""What the stores are called: by what they are for, and by whose product serves them."""

from __future__ import annotations

from resources.errors import InputError

STORES = ("postgres", "graph", "search", "vectors", "redis", "objects")
SYNONYMS = {
    "postgresql": "postgres",
    "neo4j": "graph",
    "elasticsearch": "search",
    "qdrant": "vectors",
    "pinecone": "vectors",
    "pgvector": "vectors",
}


def read_store_name(text: str) -> str:
    """The store somebody means, whichever of its names they typed.

    Raises:
        InputError: no store is called that.
    """
    name = text.strip().lower()
    name = SYNONYMS.get(name, name)
    if name not in STORES:
        raise InputError(
            f"No store is called {text!r}: name one of {', '.join(STORES)} "
            f"(or {', '.join(SYNONYMS)})."
        )
    return name
