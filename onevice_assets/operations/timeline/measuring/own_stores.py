"""Stores for an organization that is there while it is measured: nothing of it stays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from onevice_assets.operations.timeline.changes import phases_of_intervals
from onevice_assets.operations.timeline.graph.facts import GraphFacts
from onevice_assets.operations.timeline.postgres.facts import PostgresFacts
from resources.identity import new_id


@contextmanager
def own_stores(
    resources: Mapping[str, Any], *, with_graph: bool
) -> Iterator[tuple[str, PostgresFacts, GraphFacts | None]]:
    """An organization's id and its empty stores; all of it is gone after the block.

    Args:
        resources: `control`, and `graph` where one is wanted.
        with_graph: whether the graph is to hold the facts too.
    """
    control, owner = resources["control"], new_id()
    graph = (
        GraphFacts(resources["graph"], owner, phases_of_intervals(control)) if with_graph else None
    )
    if graph is not None:
        graph.prepare()
    with control.begin() as db:
        db.exec_driver_sql(
            "INSERT INTO control.organizations (id, name, slug) "
            "VALUES (%(id)s, %(slug)s, %(slug)s)",
            {"id": owner, "slug": f"measuring-{owner}"},
        )
    try:
        yield owner, PostgresFacts(control, owner), graph
    finally:
        with control.begin() as db:
            gone = "DELETE FROM control.organizations WHERE id = %(id)s"
            db.exec_driver_sql(gone, {"id": owner})
        if graph is not None:
            graph.take_away()
