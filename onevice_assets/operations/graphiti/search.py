"""Graphiti's own hybrid search over an organization's facts and what was read in its texts."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from onevice_assets.operations.graphiti.groups import facts_group, texts_group
from resources.errors import InputError

if TYPE_CHECKING:
    from datetime import datetime

    from resources.embedding.embedder import Embedder
    from resources.graph_store import GraphStore


@dataclass(frozen=True)
class Found:
    """A fact that fits; times as ISO 8601, empty for open ends.

    Attributes:
        told_by: `timeline`, which is exact, or `text`, which a language model read.
    """

    fact: str
    valid_from: str
    valid_to: str
    known_from: str
    known_to: str
    told_by: str


def search_facts(
    graph: GraphStore, embedder: Embedder, organization_id: str, words: str, limit: int
) -> list[Found]:
    """Facts by words (full text) and meaning (vectors), the best first; past knowledge too.

    Args:
        graph: a configured Neo4j.
        embedder: the one that the facts were loaded with.
        organization_id: only its facts.
        words: not blank.
        limit: 1 to 100.

    Raises:
        InputError: there are no words, or the limit is out of range.
        ConfigurationError: Graphiti cannot run here.
        StoreError: Neo4j refused.
    """
    from resources.graphiti.engine import require_neo4j

    if not words.strip() or not 1 <= limit <= 100:
        raise InputError("Say what to look for, and a limit of 1 to 100.")
    groups = [facts_group(organization_id), texts_group(organization_id)]
    require_neo4j(graph)
    return asyncio.run(_search(graph, embedder, groups, words, limit))


async def _search(
    graph: GraphStore, embedder: Embedder, groups: list[str], words: str, limit: int
) -> list[Found]:
    from resources.graphiti.engine import open_graphiti, prepare

    async with open_graphiti(graph, embedder) as engine:
        await prepare(engine)
        found = await engine.search(words, group_ids=groups, num_results=limit)
    return [
        Found(
            one.fact,
            _write(one.valid_at),
            _write(one.invalid_at),
            _write(one.created_at),
            _write(one.expired_at),
            told_by="timeline" if one.group_id == groups[0] else "text",
        )
        for one in found
    ]


def _write(at: datetime | None) -> str:
    return "" if at is None else at.isoformat()
