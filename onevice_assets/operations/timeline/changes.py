"""The changes of the timeline's stores that are carried on while it is used, by name.

A change stands here only when every writer there is heeds it: the column fills itself (a trigger),
and whoever writes facts to the graph gives `GraphFacts` the phases of `INTERVALS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from onevice_assets.operations.timeline.graph.statements import RENAME_INTERVALS
from resources.change.column_change import ColumnChange
from resources.change.phase import PhasesOf
from resources.change.property_change import PropertyChange
from resources.change.store_change import StoreChange
from resources.control_plane.resource import ControlPlane
from resources.graph_store import GraphStore

CHANNEL: Final = "statement-channel"
INTERVALS: Final = "fact-interval-names"

_LONGEST_CHANNEL: Final = 100


def make_channel(control: ControlPlane) -> ColumnChange:
    """Statements get the channel they came by: what stands before the `:` of their source."""
    text = "{row}.source"
    return ColumnChange(
        control,
        CHANNEL,
        "operations.statements gets `channel`: `cli` of the source `cli:anna`, else `file`",
        "operations.statements",
        ("organization_id", "id"),
        "channel",
        f"VARCHAR({_LONGEST_CHANNEL})",
        f"CASE WHEN strpos({text}, ':') > 1 "
        f"THEN left(split_part({text}, ':', 1), {_LONGEST_CHANNEL}) ELSE 'file' END",
    )


def make_intervals(graph: GraphStore) -> PropertyChange:
    """Facts in the graph call what people read of their times by names that say what it is."""
    return PropertyChange(
        graph,
        INTERVALS,
        "TIMELINE_FACT calls `valid` and `known` `valid_during` and `known_during`",
        RENAME_INTERVALS,
    )


CHANGES: Final[Mapping[str, Callable[[Mapping[str, Any]], StoreChange]]] = {
    CHANNEL: lambda resources: make_channel(resources["control"]),
    INTERVALS: lambda resources: make_intervals(resources["graph"]),
}
"""Makes a change of the registry's resources, of which it takes its store."""


def phases_of_intervals(control: ControlPlane) -> PhasesOf:
    """What `GraphFacts` asks before it writes."""
    return PhasesOf(control, INTERVALS)
