"""The graph's copy of what is remembered of a client."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from onevice_assets.campaigns.memory.brand_memory import BrandMemory
from onevice_assets.campaigns.projections.arrow_rows import from_tables, to_tables
from onevice_assets.campaigns.projections.make_learning_rows import make_learning_rows
from onevice_assets.campaigns.projections.make_rows import make_rows
from onevice_assets.campaigns.projections.read_client import read_client
from onevice_assets.campaigns.projections.write_memory import read_memory, replace_memory
from onevice_assets.publishing.projection import Rows, Scope, ShowsEveryDay
from onevice_assets.tables import campaign_learnings as learned

if TYPE_CHECKING:
    from resources.graph_store import GraphStore
    from resources.lake import Lake


@dataclass(frozen=True)
class MemoryGraph(ShowsEveryDay):
    """The `Projection` of the graph; a scope's website is the client, which has no days."""

    lake: Lake
    graph: GraphStore
    store: str = "graph"

    def build(self, scope: Scope) -> Rows:
        """Nodes and relationships of the client's rows; see `Projection.build`."""
        known = self.lake.read_rows_if_there(learned.learnings, scope.partition)
        rows = make_rows(*read_client(self.lake, scope.partition))
        rows |= make_learning_rows(known)
        return to_tables(scope.owner_id, scope.organization_id, rows)

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
