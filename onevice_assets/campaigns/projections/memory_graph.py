"""The graph's copy of what is remembered of a client."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from onevice_assets.campaigns.memory.brand_memory import BrandMemory
from onevice_assets.campaigns.projections.arrow_rows import from_tables, to_tables
from onevice_assets.campaigns.projections.make_attribution_rows import make_attribution_rows
from onevice_assets.campaigns.projections.make_learning_rows import make_learning_rows
from onevice_assets.campaigns.projections.make_rows import make_rows
from onevice_assets.campaigns.projections.read_client import read_client
from onevice_assets.campaigns.projections.write_memory import read_memory, replace_memory
from onevice_assets.publishing.projection import Rows, Scope, ShowsEveryDay
from onevice_assets.tables import campaign_attribution as attribution
from onevice_assets.tables import campaign_learnings as learned

if TYPE_CHECKING:
    from resources.graph_store import GraphStore
    from resources.lake import Lake
    from resources.table_schema import Table


@dataclass(frozen=True)
class MemoryGraph(ShowsEveryDay):
    """The `Projection` of the graph; a scope's website is the client, which has no days."""

    lake: Lake
    graph: GraphStore
    store: str = "graph"

    def build(self, scope: Scope) -> Rows:
        """Nodes and relationships of the client's rows; see `Projection.build`."""
        rows = make_rows(*read_client(self.lake, scope.partition))
        rows |= make_learning_rows(self._read(learned.learnings, scope))
        rows |= make_attribution_rows(
            {one.name: self._read(one, scope) for one in attribution.TRACED},
            campaigns=[row["id"] for row in rows.get("Campaign", ())],
            content=[row["id"] for row in rows["Content"]],
        )
        return to_tables(scope.owner_id, scope.organization_id, rows)

    def _read(self, table: Table, scope: Scope) -> list[dict[str, Any]]:
        """Rows of a table; none where the client has no such partition yet."""
        return self.lake.read_rows_if_there(table, scope.partition)

    def read(self, scope: Scope) -> Rows:
        """What the graph holds of the client; see `Projection.read`."""
        with self.graph.session() as session:
            rows = read_memory(BrandMemory(session, scope.owner_id))
        return to_tables(scope.owner_id, scope.organization_id, rows)

    def replace(self, scope: Scope, rows: Rows) -> None:
        """Make the graph hold these rows of the client; see `Projection.replace`."""
        wanted = from_tables(scope.owner_id, rows)
        with self.graph.session() as session:
            memory = BrandMemory(session, scope.owner_id)
            replace_memory(memory, scope.organization_id, wanted)
