"""The graph as a projection: a website's last 28 days, read, compared and replaced as a whole."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar

from onevice_assets.brand_monitor.graph.graph_tables import from_tables, to_tables
from onevice_assets.brand_monitor.graph.prepare_graph import prepare_graph
from onevice_assets.brand_monitor.graph.read_graph import read_graph, read_period_end
from onevice_assets.brand_monitor.graph.write_graph import publish
from onevice_assets.publishing.projection import Rows, Scope
from resources.control_plane.resource import ControlPlane
from resources.graph_store import GraphStore
from resources.lake import Lake


@dataclass(frozen=True)
class GraphProjection:
    """A website's part of the graph; it shows one day's window, the one published last."""

    lake: Lake
    control: ControlPlane
    graph: GraphStore
    store: ClassVar[str] = "graph"

    def build(self, scope: Scope) -> Rows:
        """Nodes and edges of the 28 days that end at the scope's day; see `prepare_graph`.

        Where the graph shows a newer day already, it goes on showing that, with this day's answers
        counted anew.
        """
        shown = self.replaced_by(scope)
        newest = replace(scope, day=shown) if shown and scope.day and shown > scope.day else scope
        return to_tables(prepare_graph(self.lake, self.control, newest.partition))

    def read(self, scope: Scope) -> Rows:
        """Nodes and edges of the scope's website, whichever day they were published for."""
        with self.graph.session() as session:
            return to_tables(read_graph(session, scope.website_id))

    def replace(self, scope: Scope, rows: Rows) -> None:
        """Put these nodes and edges in place of all of the website's, in one transaction."""
        with self.graph.session() as session:
            publish(session, from_tables(scope.website_id, rows))

    def replaced_by(self, scope: Scope) -> date | None:
        """Last day of the period that the graph shows, if it is not the scope's day."""
        with self.graph.session() as session:
            shown = read_period_end(session, scope.website_id)
        return None if shown in (None, scope.day) else shown
