"""Constraints and indexes as Cypher, from the declarations.

`keys_and_indexes` is what both graphs take: it stands word for word in the migration
`V003__entertainment.cypher`, and a test holds the two together. `search_indexes` is Neo4j's alone;
the embedded graph's texts and vectors lie in the platform's own indexes (ADR 25).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from onevice_assets.entertainment.graph.model.every import NODES, RELATIONSHIPS
from onevice_assets.entertainment.graph.model.kinds import VECTOR_DIMENSIONS, Node


def keys_and_indexes() -> list[str]:
    """One statement for each key and plain index; each can be repeated.

    Left out of the seed's: `person_name_text`, the same as `person_name`, which Neo4j refuses.
    Added: `organization_id` of every label, and the id of every relationship.
    """
    return [*_keys(), *(line for node in NODES.values() for line in _indexes(node))]


def search_indexes() -> list[str]:
    """Full-text and vector indexes for Neo4j; each can be repeated (seed 000, §2.3.1 and §5.1)."""
    found: list[str] = []
    for node in NODES.values():
        for name, properties in node.texts.items():
            of = ", ".join(f"n.{one}" for one in properties)
            found.append(
                f"CREATE FULLTEXT INDEX {name} IF NOT EXISTS FOR (n:{node.label}) ON EACH [{of}]"
            )
        for name, one in node.vectors.items():
            found.append(
                f"CREATE VECTOR INDEX {name} IF NOT EXISTS FOR (n:{node.label}) ON (n.{one}) "
                f"OPTIONS {{indexConfig: {{`vector.dimensions`: {VECTOR_DIMENSIONS}, "
                "`vector.similarity_function`: 'cosine'}}"
            )
    return found


def walked_indexes() -> list[str]:
    """One statement for each index that questions walk in order: migration V005, word for word."""
    return [line for node in NODES.values() for line in _make_indexes(node, node.walks)]


def undo(lines: Sequence[str]) -> list[str]:
    """The way back of statements that make something, last first."""
    found = []
    for line in reversed(lines):
        _, kind, name, *_rest = line.split()
        found.append(f"DROP {kind} {name} IF EXISTS")
    return found


def _keys() -> Iterator[str]:
    for node in NODES.values():
        yield (
            f"CREATE CONSTRAINT {node.short}_id IF NOT EXISTS "
            f"FOR (n:{node.label}) REQUIRE n.id IS UNIQUE"
        )
    for kind in RELATIONSHIPS:
        yield (
            f"CREATE CONSTRAINT {kind.lower()}_id IF NOT EXISTS "
            f"FOR ()-[r:{kind}]-() REQUIRE r.id IS UNIQUE"
        )


def _indexes(node: Node) -> Iterator[str]:
    yield from _make_indexes(node, {f"{node.short}_organization_id": ("organization_id",)})
    yield from _make_indexes(node, node.indexes)


def _make_indexes(node: Node, indexes: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    for name, properties in indexes.items():
        of = ", ".join(f"n.{one}" for one in properties)
        yield f"CREATE INDEX {name} IF NOT EXISTS FOR (n:{node.label}) ON ({of})"
