"""Whose the nodes of each label are, and the relationships between nodes that are nobody's.

A subject's nodes go with all that ties them. `Brand`, `LLMProvider` and `BeliefType` are shared:
relationships of a website between them go, and a brand that nothing ties any more where only the
subject knew it. What is deleted is collected first (ADR 4).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from resources.cypher import Statement, define

if TYPE_CHECKING:
    from resources.erasure.subject import Subject
    from resources.graph_store import GraphSession, GraphTransaction

OWNED: Final[Mapping[str, str]] = {
    **dict.fromkeys(("ICP", "Conversation", "Intent", "Concern", "Publication"), "website_id"),
    **dict.fromkeys(
        (
            *("Person", "Project", "Organization", "Document", "CreativeConcept", "Union"),
            *("EntertainmentPublication", "Pattern", "PatternPublication", "TimelineEntity"),
        ),
        "organization_id",
    ),
    "Droom": "brand_id",
    "Entity": "group_id",
    "Episodic": "group_id",
}
"""Property that says whose a node of a label is."""
SHARED: Final = {
    "Brand": "facts about a name; those that nobody else knows go",
    "LLMProvider": "a model",
    "BeliefType": "one of a closed list",
    "OneviceMigration": "which steps were taken",
    "OneviceMigrationLock": "who migrates",
}
"""Labels of nodes that are nobody's, and why."""
_BETWEEN_SHARED: Final[Mapping[str, str]] = {
    **dict.fromkeys(("CO_MENTIONED", "COMPETES_WITH", "RANKS_FOR", "INSTALLS_BELIEF"), "Brand"),
    "RECOMMENDS": "LLMProvider",
    "IGNORES": "LLMProvider",
}
"""Relationships between shared nodes, which say their website themselves; where they start."""
_BATCH: Final = 2000
_OWNERS: Final = {"owners": ["none"]}

COUNT_NODES = {
    label: define(
        f"erasure.count.{label}",
        f"MATCH (n:{label}) WHERE n.{owner} IN $owners RETURN count(n) AS found",
        **_OWNERS,
    )
    for label, owner in OWNED.items()
}
DELETE_NODES = {
    label: define(
        f"erasure.delete.{label}",
        f"MATCH (n:{label}) WHERE n.{owner} IN $owners WITH n LIMIT {_BATCH} "
        "WITH collect(n) AS some UNWIND some AS n DETACH DELETE n RETURN count(*) AS gone",
        **_OWNERS,
    )
    for label, owner in OWNED.items()
}
_ASKED = {"organization": "none", "askers": ["none"]}
COUNT_PATTERNS = define(
    "erasure.count.patterns",
    "MATCH (p:Pattern) WHERE p.organization_id = $organization AND p.user_id IN $askers "
    "RETURN count(p) AS found",
    **_ASKED,
)
DELETE_PATTERNS = define(
    "erasure.delete.patterns",
    "MATCH (p:Pattern) WHERE p.organization_id = $organization AND p.user_id IN $askers "
    f"WITH p LIMIT {_BATCH} "
    "WITH collect(p) AS some UNWIND some AS p DETACH DELETE p RETURN count(*) AS gone",
    **_ASKED,
)
COUNT_EDGES = {
    kind: define(
        f"erasure.count.{kind}",
        f"MATCH (a:{start})-[r:{kind}]->(b) WHERE r.website_id IN $owners RETURN count(r) AS found",
        **_OWNERS,
    )
    for kind, start in _BETWEEN_SHARED.items()
}
DELETE_EDGES = {
    kind: define(
        f"erasure.delete.{kind}",
        f"MATCH (a:{start})-[r:{kind}]->(b) WHERE r.website_id IN $owners WITH r LIMIT {_BATCH} "
        "WITH collect(r) AS some UNWIND some AS r DELETE r RETURN count(*) AS gone",
        **_OWNERS,
    )
    for kind, start in _BETWEEN_SHARED.items()
}
COUNT_BRANDS = define(
    "erasure.count.brands",
    "MATCH (b:Brand) WHERE b.id IN $owners RETURN count(b) AS found",
    **_OWNERS,
)
DELETE_BRANDS = define(
    "erasure.delete.brands",
    "MATCH (b:Brand) WHERE b.id IN $owners AND NOT (b)--() WITH collect(b) AS some "
    "UNWIND some AS b DELETE b RETURN count(*) AS gone",
    **_OWNERS,
)


def list_owners(subject: Subject) -> list[str]:
    """What the owner's property of a subject's nodes may say; groups of Graphiti's too."""
    owners = [one for one in subject.owner_ids if one]
    whole = subject.organization_id if subject.is_whole_organization else ""
    return [*owners, f"{whole}_texts"] if whole else owners


def count(session: GraphSession, name: str, owners: Sequence[str]) -> int:
    """How many nodes of a label, or relationships of a kind, are somebody's.

    Raises:
        StoreError: the graph does not answer.
    """
    statement = {**COUNT_NODES, **COUNT_EDGES, "Brand": COUNT_BRANDS}[name]
    return int(session.read(statement, owners=list(owners))[0]["found"]) if owners else 0


def delete(session: GraphSession, name: str, owners: Sequence[str]) -> int:
    """Delete them, a batch a transaction; brands only where nothing ties them.

    Raises:
        StoreError: the graph refused; earlier batches are gone.
    """
    if not owners:
        return 0
    statement = {**DELETE_NODES, **DELETE_EDGES, "Brand": DELETE_BRANDS}[name]
    work, total = partial(_delete, statement, {"owners": list(owners)}), 0
    while gone := session.change(f"erasing {name}", work):
        total += gone
    return total


def count_patterns(session: GraphSession, subject: Subject) -> int:
    """How many patterns of an organization that stays are of askers that go.

    Raises:
        StoreError: the graph does not answer.
    """
    return int(session.read(COUNT_PATTERNS, **_asked_by(subject))[0]["found"])


def delete_patterns(session: GraphSession, subject: Subject) -> int:
    """Delete them with what ties them, a batch a transaction; others' patterns stay as they are.

    Raises:
        StoreError: the graph refused; earlier batches are gone.
    """
    work, total = partial(_delete, DELETE_PATTERNS, _asked_by(subject)), 0
    while gone := session.change("erasing patterns", work):
        total += gone
    return total


def _asked_by(subject: Subject) -> dict[str, Any]:
    return {"organization": subject.organization_id, "askers": list(subject.askers)}


def _delete(statement: Statement, given: Mapping[str, Any], transaction: GraphTransaction) -> int:
    return sum(int(row["gone"]) for row in transaction.read(statement, **given))
