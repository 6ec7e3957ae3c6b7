"""Takes the nodes of every label that a migration declares out of the graph, with their edges.

But for `:Droom`: a rebuild of the graph fills it with copies of websites, not of campaigns, and
nothing takes away what others may have tied to those (ADR 31).
"""

from __future__ import annotations

from functools import partial

from resources.cypher import Statement, define
from resources.graph_store import GraphStore, GraphTransaction
from resources.migrations.neo4j.compare import declare_schema
from resources.migrations.neo4j.statements import HISTORY, LOCK
from resources.migrations.neo4j.steps import STEPS

BATCH = 2000
_KEPT = {HISTORY, LOCK, "Droom"}


def empty_graph(graph: GraphStore) -> None:
    """Delete our nodes, a batch a transaction; what other labels have stays, and so does history.

    Raises:
        StoreError: the graph refused; earlier batches are gone.
    """
    with graph.session() as session:
        for label, statement in _STATEMENTS.items():
            while session.change(f"emptying {label}", partial(_delete, statement)):
                pass


def _delete(statement: Statement, transaction: GraphTransaction) -> int:
    return sum(int(row["deleted"]) for row in transaction.read(statement, batch=BATCH))


def _list_labels() -> list[str]:
    """Labels with a declared key or index; relationship types stand in brackets."""
    shapes = declare_schema(STEPS).values()
    targets = {shape.partition(" ")[2].partition("(")[0] for shape in shapes}
    return sorted(one for one in targets - _KEPT if not one.startswith("["))


# collected first: the embedded graph, deleting while it searches, leaves some behind
_STATEMENTS = {
    label: define(
        f"migrations.empty.{label}",
        f"MATCH (n:{label}) WITH n LIMIT $batch WITH collect(n) AS some UNWIND some AS n "
        "DETACH DELETE n RETURN count(*) AS deleted",
        batch=0,
    )
    for label in _list_labels()
}
