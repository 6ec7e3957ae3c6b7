"""An organization's graph from the lake: what documents state and what follows from it.

The rows in the lake are the truth; the graph and the vectors are copies of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

from onevice_assets.entertainment.graph.check_rows import check_rows
from onevice_assets.entertainment.graph.derived.derive import derive
from onevice_assets.entertainment.graph.derived.popularity import read_times_found
from onevice_assets.entertainment.graph.model.lake_rows import keep_edges, keep_nodes, load_rows
from onevice_assets.entertainment.graph.model.rows import GraphRows, Row
from onevice_assets.tables import entertainment_graph as tables
from resources.lake import Lake, Written

_NOTHING_YET = datetime(1970, 1, 1, tzinfo=UTC)


def build(
    lake: Lake, organization: str, organization_id: str
) -> tuple[GraphRows, Mapping[str, Written]]:
    """Derive an organization's graph and replace its rows in the lake.

    Args:
        lake: has `checked_nodes` and `checked_edges` of it, and maybe `times_found`.
        organization: slug.
        organization_id: id of the same.

    Returns:
        The rows, and what was written by name of the table.

    Raises:
        MissingDataError: nothing of the organization was read yet.
        SchemaError: rows are not what the model declares; nothing was written.
    """
    stated = load_rows(
        organization_id,
        lake.read_rows(tables.checked_nodes, organization),
        lake.read_rows(tables.checked_edges, organization),
    )
    documents = stated.nodes.get("Document", ())
    found = read_times_found(lake, organization)
    rows = check_rows(derive(stated, _last_day(documents), found) if documents else stated)
    since = _first_moment(documents)
    written = {
        "graph_nodes": lake.write(tables.graph_nodes, organization, keep_nodes(rows, since)),
        "graph_edges": lake.write(tables.graph_edges, organization, keep_edges(rows, since)),
    }
    return rows, written


def read_built(lake: Lake, organization: str, organization_id: str) -> GraphRows:
    """The graph as it should stand in every copy.

    Raises:
        MissingDataError: it was never built.
    """
    return load_rows(
        organization_id,
        lake.read_rows(tables.graph_nodes, organization),
        lake.read_rows(tables.graph_edges, organization),
    )


def _last_day(documents: Sequence[Row]) -> date:
    """Logical day of the graph: that of its last document."""
    moments: list[datetime] = [one["processedAt"] for one in documents]
    return max(moments).date()


def _first_moment(documents: Sequence[Row]) -> datetime:
    return min((one["processedAt"] for one in documents), default=_NOTHING_YET)
