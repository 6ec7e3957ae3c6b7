"""A process of its own that brings a graph up or down, and may be killed at a statement.

python -m tests.resources.migrations.neo4j.climber FOLDER VERSION [PART OF A STATEMENT'S NAME]
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Any

from resources.cypher import Statement
from resources.graph_store import GraphStore, GraphTransaction
from tests.resources.migrations.neo4j.conftest import migrations


def die_at(part: str) -> None:
    """Let this process be killed, without a goodbye, in the transaction of a statement."""
    read = GraphTransaction.read

    def read_or_die(
        transaction: GraphTransaction, statement: Statement, **parameters: Any
    ) -> list[dict[str, Any]]:
        found = read(transaction, statement, **parameters)
        if part in statement.name:
            os.kill(os.getpid(), signal.SIGKILL)
        return found

    GraphTransaction.read = read_or_die  # type: ignore[method-assign]


if __name__ == "__main__":
    folder, version, *part = sys.argv[1:]
    if part:
        die_at(part[0])
    store = GraphStore(
        uri=os.environ.get("ONEVICE_TEST_NEO4J_URI", ""),
        user=os.environ.get("ONEVICE_TEST_NEO4J_USER", ""),
        password=os.environ.get("ONEVICE_TEST_NEO4J_PASSWORD", ""),
    )
    steps = migrations(store, Path(folder))
    for revision in [*steps.down(version), *steps.up(version)]:
        sys.stdout.write(f"{revision.version}\n")
