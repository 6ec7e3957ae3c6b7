"""Every Cypher statement that writes the co-mention graph (the profile is in ADR 0004).

Its keys and indexes are made by `resources/migrations/neo4j/versions`.

Relationships are made by CREATE under a UNIQUE constraint on their id, after the website's old
ones are deleted in the same transaction: a MERGE would search all edges of an end point, which on
a provider that every website shares takes longer the more tenants there are. What is deleted is
collected first: the embedded graph, deleting while it searches, leaves some behind.
"""

from __future__ import annotations

from resources.cypher import Statement, define

NODE_KEYS = {
    "Brand": "id",
    "LLMProvider": "id",
    "BeliefType": "type",
    "ICP": "id",
    "Conversation": "id",
    "Intent": "id",
    "Concern": "id",
}
PUBLICATION = "Publication"
WEBSITE_LABELS = ("ICP", "Conversation", "Intent", "Concern")
EDGE_ENDS = {
    "CO_MENTIONED": ("Brand", "Brand"),
    "COMPETES_WITH": ("Brand", "Brand"),
    "RANKS_FOR": ("Brand", "Intent"),
    "INSTALLS_BELIEF": ("Brand", "BeliefType"),
    "RECOMMENDS": ("LLMProvider", "Brand"),
    "IGNORES": ("LLMProvider", "Brand"),
    "HAS_CONCERN": ("ICP", "Concern"),
    "INITIATES": ("ICP", "Conversation"),
    "TRIGGERS": ("Concern", "Intent"),
    "CONTAINS": ("Conversation", "Intent"),
    "PLACES": (PUBLICATION, "Brand"),
}
AGGREGATED = frozenset(
    (
        "CO_MENTIONED",
        "COMPETES_WITH",
        "RANKS_FOR",
        "INSTALLS_BELIEF",
        "RECOMMENDS",
        "IGNORES",
        "PLACES",
    )
)
NAMED = {"Brand": "brands", "LLMProvider": "providers", "BeliefType": "beliefs"}
"""Property of a Publication that lists the shared nodes it refers to."""
_OWN = "brand_monitor"
_WEBSITE = {"website_id": "none"}


_KEYS = {**NODE_KEYS, PUBLICATION: "website_id"}

MERGE_BRANDS = define(
    f"{_OWN}.merge_brands",
    """
    UNWIND $rows AS row
    MERGE (b:Brand {id: row.id})
    SET b.name = CASE
            WHEN row.is_known OR b.name IS NULL OR row.name < b.name THEN row.name
            ELSE b.name END,
        b.normalized_name = row.normalized_name,
        b.domain = CASE WHEN row.is_known THEN row.domain ELSE b.domain END,
        b.industry = CASE WHEN row.is_known THEN row.industry ELSE b.industry END,
        b.is_known = row.is_known
    RETURN count(b) AS written
    """,
    rows=[{"id": "none", "name": "None", "normalized_name": "none", "is_known": False}],
)
MERGE_PROVIDERS = define(
    f"{_OWN}.merge_providers",
    """
    UNWIND $rows AS row
    MERGE (p:LLMProvider {id: row.id}) SET p.name = row.name, p.model = row.model
    RETURN count(p) AS written
    """,
    rows=[{"id": "none:none", "name": "none", "model": "none"}],
)
MERGE_BELIEFS = define(
    f"{_OWN}.merge_beliefs",
    "UNWIND $rows AS row MERGE (b:BeliefType {type: row.type}) RETURN count(b) AS written",
    rows=[{"type": "truth"}],
)
READ_PUBLICATION = define(
    f"{_OWN}.read_publication",
    f"MATCH (p:{PUBLICATION}) WHERE p.website_id = $website_id RETURN properties(p) AS properties",
    **_WEBSITE,
)
MERGE_PUBLICATION = define(
    f"{_OWN}.merge_publication",
    f"MERGE (p:{PUBLICATION} {{website_id: $website_id}}) SET p += $properties",
    properties={"brands": ["none"]},
    **_WEBSITE,
)
DELETE_PUBLICATION = define(
    f"{_OWN}.delete_publication",
    f"MATCH (p:{PUBLICATION}) WHERE p.website_id = $website_id DETACH DELETE p",
    **_WEBSITE,
)
MERGE_SHARED = {
    "Brand": MERGE_BRANDS,
    "LLMProvider": MERGE_PROVIDERS,
    "BeliefType": MERGE_BELIEFS,
}


def _read_shared(label: str) -> Statement:
    return define(
        f"{_OWN}.read_shared.{label}",
        f"MATCH (n:{label}) WHERE n.{NODE_KEYS[label]} IN $keys RETURN properties(n) AS properties",
        keys=["none"],
    )


def _read_edges(kind: str) -> Statement:
    start, end = EDGE_ENDS[kind]
    return define(
        f"{_OWN}.read_edges.{kind}",
        f"MATCH (a:{start})-[r:{kind}]->(b:{end}) WHERE r.website_id = $website_id "
        f"RETURN a.{_KEYS[start]} AS start, b.{_KEYS[end]} AS end, properties(r) AS properties",
        **_WEBSITE,
    )


def _read_nodes(label: str) -> Statement:
    return define(
        f"{_OWN}.read_nodes.{label}",
        f"MATCH (n:{label}) WHERE n.website_id = $website_id RETURN properties(n) AS properties",
        **_WEBSITE,
    )


def _merge_nodes(label: str) -> Statement:
    return define(
        f"{_OWN}.merge_nodes.{label}",
        f"UNWIND $rows AS row MERGE (n:{label} {{id: row.id}}) SET n = row.properties "
        "RETURN count(n) AS written",
        rows=[{"id": "none", "properties": {"id": "none", "website_id": "none"}}],
    )


def _delete_nodes(label: str) -> Statement:
    return define(
        f"{_OWN}.delete_nodes.{label}",
        f"MATCH (n:{label}) WHERE n.website_id = $website_id AND n.id IN $ids "
        "WITH collect(n) AS found UNWIND found AS n DETACH DELETE n",
        ids=["none"],
        **_WEBSITE,
    )


def _delete_edges(kind: str) -> Statement:
    return define(
        f"{_OWN}.delete_edges.{kind}",
        f"MATCH ()-[r:{kind}]->() WHERE r.website_id = $website_id "
        "WITH collect(r) AS found UNWIND found AS r DELETE r",
        **_WEBSITE,
    )


def _scope_of(kind: str) -> str:
    """What every edge has beside its own properties, as a map of Cypher."""
    period = ("period_start", "period_end") if kind in AGGREGATED else ()
    names = ("website_id", *period)
    return ", ".join(("id: row.id", *(f"{name}: $scope.{name}" for name in names)))


def _create_edges(kind: str) -> Statement:
    start, end = EDGE_ENDS[kind]
    return define(
        f"{_OWN}.create_edges.{kind}",
        f"UNWIND $rows AS row MATCH (a:{start} {{{_KEYS[start]}: row.start}}) "
        f"MATCH (b:{end} {{{_KEYS[end]}: row.end}}) "
        # one SET: a second one would look at every property again
        f"CREATE (a)-[r:{kind} {{{_scope_of(kind)}}}]->(b) SET r += row.properties "
        "RETURN count(r) AS written",
        rows=[{"id": "none", "start": "none", "end": "none", "properties": {"count": 1}}],
        scope=_WEBSITE,
    )


READ_NODES = {label: _read_nodes(label) for label in WEBSITE_LABELS}
MERGE_NODES = {label: _merge_nodes(label) for label in WEBSITE_LABELS}
DELETE_NODES = {label: _delete_nodes(label) for label in WEBSITE_LABELS}
DELETE_EDGES = {kind: _delete_edges(kind) for kind in EDGE_ENDS}
CREATE_EDGES = {kind: _create_edges(kind) for kind in EDGE_ENDS}
READ_SHARED = {label: _read_shared(label) for label in MERGE_SHARED}
READ_EDGES = {kind: _read_edges(kind) for kind in EDGE_ENDS}
