"""Builds what a partition publishes: decisions and 28 days of answers in, graph rows out."""

from __future__ import annotations

from datetime import date

from onevice_assets.brand_monitor.graph.aggregate_window import aggregate_window
from onevice_assets.brand_monitor.graph.build_graph import GraphRows, build_graph
from onevice_assets.brand_monitor.graph.read_decisions import read_decisions
from onevice_assets.brand_monitor.graph.read_window import read_audience, read_window
from onevice_assets.partitions import split_key
from resources.control_plane.resource import ControlPlane
from resources.lake import Lake


def prepare_graph(lake: Lake, control: ControlPlane, partition: str) -> GraphRows:
    """Build the nodes and edges of the 28 days that end at a partition's day.

    Raises:
        MissingDataError: when the partition's answers, states or pairs are not there yet.
        InputError: when there is no such website.
    """
    day, website = split_key(partition)
    with control.begin() as db:
        decisions = read_decisions(db, website, date.fromisoformat(day))
    window = read_window(lake, website, date.fromisoformat(day))
    return build_graph(window, read_audience(lake, website), decisions, aggregate_window(window))
