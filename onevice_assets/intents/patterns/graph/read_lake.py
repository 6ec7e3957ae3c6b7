"""What the graph should hold of an organization: the lake's rows as the graph has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onevice_assets.intents.patterns.graph.model import PatternRows, to_graph
from onevice_assets.tables import intents as tables

if TYPE_CHECKING:
    from resources.lake import Lake


def read_lake(lake: Lake, organization: str, organization_id: str) -> PatternRows:
    """Patterns and relationships of an organization.

    Raises:
        MissingDataError: they were never mined.
    """
    nodes = lake.read_rows(tables.patterns, organization)
    return to_graph(
        organization_id, nodes, lake.read_rows(tables.pattern_relationships, organization)
    )
