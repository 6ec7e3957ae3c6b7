"""Every Cypher statement about patterns (the profile is ADR 4), and how deep one may look.

Whatever reads or writes names the organization; what a user asks names the user too, at both ends
of a path. A path's length cannot be a parameter: there is one statement for each of the five
depths, made here of a number that is checked, so that no text of a caller ever becomes Cypher.
"""

from __future__ import annotations

from typing import Final

from onevice_assets.intents.patterns.graph.model import TYPES
from resources.cypher import Statement, define
from resources.errors import InputError
from resources.graph_rows import (
    define_create_edges,
    define_delete_edges,
    define_delete_nodes,
    define_hold,
    define_merge_nodes,
    define_read_edges,
)

LABEL: Final = "Pattern"
PUBLICATION: Final = "PatternPublication"
LEAST_DEPTH: Final = 1
MOST_DEPTH: Final = 5
MOST_PATTERNS: Final = 100

_OWN = "intents"
_NOBODY = {"organization_id": "none"}
_USER = {**_NOBODY, "user_id": "none"}

HOLD_PUBLICATION = define_hold(f"{_OWN}.hold_publication", PUBLICATION)
READ_NODES = define(
    f"{_OWN}.read_nodes",
    f"MATCH (p:{LABEL}) WHERE p.organization_id = $organization_id "
    "RETURN properties(p) AS properties",
    **_NOBODY,
)
MERGE_NODES = define_merge_nodes(f"{_OWN}.merge_nodes", LABEL)
DELETE_NODES = define_delete_nodes(f"{_OWN}.delete_nodes", LABEL)
READ_EDGES = {
    kind: define_read_edges(f"{_OWN}.read_edges.{kind}", kind, LABEL, LABEL) for kind in TYPES
}
DELETE_EDGES = {
    kind: define_delete_edges(f"{_OWN}.delete_edges.{kind}", kind, LABEL) for kind in TYPES
}
CREATE_EDGES = {
    kind: define_create_edges(f"{_OWN}.create_edges.{kind}", kind, LABEL, LABEL) for kind in TYPES
}

_CHOSEN = (
    f"MATCH (p:{LABEL}) WHERE p.organization_id = $organization_id AND p.user_id = $user_id "
    "AND p.confidence >= $min_confidence "
    "AND ($pattern_type IS NULL OR p.pattern_type = $pattern_type) "
    "WITH p ORDER BY p.confidence DESC, p.id LIMIT $limit "
)
_ASKED = {**_USER, "min_confidence": 0.0, "pattern_type": None, "limit": 1}
LIST_PATTERNS = define(
    f"{_OWN}.list_patterns",
    f"{_CHOSEN} RETURN properties(p) AS properties ORDER BY p.confidence DESC, p.id",
    **_ASKED,
)


def _list_related(depth: int) -> Statement:
    """The patterns around each chosen one, with the length of the shortest way to each."""
    return define(
        f"{_OWN}.list_related.depth_{depth}",
        f"{_CHOSEN} MATCH way = (p)-[:RELATED_TO*1..{depth}]-(q:{LABEL}) "
        "WHERE q.organization_id = $organization_id AND q.user_id = $user_id AND q.id <> p.id "
        "WITH p.id AS id, q, min(length(way)) AS distance "
        "RETURN id, properties(q) AS properties, distance",
        **_ASKED,
    )


_RELATED = {depth: _list_related(depth) for depth in range(LEAST_DEPTH, MOST_DEPTH + 1)}

READ_USER_NODES = define(
    f"{_OWN}.read_user_nodes",
    f"MATCH (p:{LABEL}) WHERE p.organization_id = $organization_id AND p.user_id = $user_id "
    "RETURN properties(p) AS properties LIMIT $limit",
    limit=1,
    **_USER,
)
READ_USER_EDGES = define(
    f"{_OWN}.read_user_edges",
    f"MATCH (a:{LABEL})-[r]->(b:{LABEL}) WHERE a.organization_id = $organization_id "
    "AND a.user_id = $user_id AND b.organization_id = $organization_id AND b.user_id = $user_id "
    "RETURN type(r) AS type, a.id AS start, b.id AS end, properties(r) AS properties",
    **_USER,
)
SHOW_PATTERN = define(
    f"{_OWN}.show_pattern",
    f"MATCH (p:{LABEL} {{id: $id}}) WHERE p.organization_id = $organization_id "
    "AND p.user_id = $user_id RETURN properties(p) AS properties",
    id="none",
    **_USER,
)
SHOW_TIES = define(
    f"{_OWN}.show_ties",
    f"MATCH (p:{LABEL} {{id: $id}})-[r]-(q:{LABEL}) WHERE p.organization_id = $organization_id "
    "AND p.user_id = $user_id AND q.organization_id = $organization_id AND q.user_id = $user_id "
    "RETURN type(r) AS type, startNode(r).id AS start, endNode(r).id AS end, "
    "properties(r) AS properties, properties(q) AS other",
    id="none",
    **_USER,
)
LIST_USERS = define(
    f"{_OWN}.list_users",
    f"MATCH (p:{LABEL}) WHERE p.organization_id = $organization_id "
    "RETURN p.user_id AS user_id, count(p) AS patterns "
    "ORDER BY patterns DESC, user_id LIMIT $limit",
    limit=1,
    **_NOBODY,
)


def related_at(depth: object) -> Statement:
    """The statement for a depth.

    Raises:
        InputError: it is no whole number from 1 to 5, whatever its text would be in Cypher.
    """
    return _RELATED[check_depth(depth)]


def check_depth(depth: object) -> int:
    """A depth that may be asked for.

    Raises:
        InputError: it is no whole number from 1 to 5; nothing was asked.
    """
    if isinstance(depth, bool) or not isinstance(depth, int) or depth not in _RELATED:
        raise InputError(
            f"Related patterns cannot be looked for at depth {str(depth)[:40]!r}: say a whole "
            f"number from {LEAST_DEPTH} to {MOST_DEPTH}. Nothing was asked."
        )
    return depth
