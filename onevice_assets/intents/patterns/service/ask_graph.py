"""The statements a service sends for one organization, and their records as plain rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from onevice_assets.intents.patterns.graph import statements as cypher
from onevice_assets.intents.patterns.graph.read_graph import to_row
from onevice_assets.intents.patterns.service.query import (
    PatternQuery,
    Row,
    Snapshot,
    tell_one,
    tell_pattern,
    to_plain,
)
from resources.graph_async import AsyncGraph


@dataclass(frozen=True)
class PatternGraph:
    """Patterns of one organization in the graph; every method raises `StoreError` as it does."""

    graph: AsyncGraph
    organization_id: str

    async def list_patterns(self, query: PatternQuery) -> list[Row]:
        """The patterns a query chooses, each with what is related to it."""
        given = {
            **self._of(query.user_id),
            "min_confidence": float(query.min_confidence),
            "pattern_type": query.pattern_type,
            "limit": query.limit,
        }
        chosen = cypher.LIST_PATTERNS
        asked = [(chosen, given), (cypher.related_at(query.depth), given)]
        nodes, around = await self.graph.look(chosen.name, asked)
        near: dict[str, list[tuple[Row, int]]] = {}
        for one in around:
            other = _plain(one["properties"])
            near.setdefault(one["id"], []).append((other, one["distance"]))
        rows = [_plain(one["properties"]) for one in nodes]
        return [tell_pattern(row, near.get(row["id"], ())) for row in rows]

    async def show(self, user_id: str, pattern_id: str) -> Row:
        """One pattern with its ties. Raises MissingDataError where the user has none of that id."""
        given = {**self._of(user_id), "id": pattern_id}
        shown = cypher.SHOW_PATTERN
        nodes, ties = await self.graph.look(shown.name, [(shown, given), (cypher.SHOW_TIES, given)])
        rows = [_plain(one["properties"]) for one in nodes]
        others = [_plain(one["other"]) for one in ties]
        known = {one["id"]: one for one in (*rows, *others)}
        return tell_one(user_id, pattern_id, known, [_edge(one) for one in ties])

    async def read_user(self, user_id: str, most: int) -> Snapshot:
        """All patterns of a user and what ties them; one more than `most` where there are more."""
        given = self._of(user_id)
        nodes_of, edges_of = cypher.READ_USER_NODES, cypher.READ_USER_EDGES
        read_at = datetime.now(UTC)
        nodes, edges = await self.graph.look(
            nodes_of.name, [(nodes_of, {**given, "limit": most + 1}), (edges_of, given)]
        )
        rows = [_plain(one["properties"]) for one in nodes]
        patterns = {one["id"]: one for one in rows}
        return Snapshot(user_id, patterns, [_edge(one) for one in edges], read_at)

    async def list_users(self, limit: int) -> list[Row]:
        """Users that have patterns, those with most first."""
        return await self.graph.read(
            cypher.LIST_USERS, organization_id=self.organization_id, limit=limit
        )

    def _of(self, user_id: str) -> dict[str, Any]:
        return {"organization_id": self.organization_id, "user_id": user_id}


def _plain(properties: Mapping[str, Any]) -> Row:
    return to_plain(to_row(dict(properties)))


def _edge(found: Mapping[str, Any]) -> Row:
    ends = {"type": found["type"], "start": found["start"], "end": found["end"]}
    return {**_plain(found["properties"]), **ends}
