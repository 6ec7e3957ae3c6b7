"""Graphs of every shape that the model allows, for property tests."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from onevice_assets.entertainment.graph.model.every import NODES, RELATIONSHIPS
from onevice_assets.entertainment.graph.model.kinds import Kind, Property
from onevice_assets.entertainment.graph.model.rows import GraphRows, Row, make_edge, make_node
from resources.identity import derived_id

_FIRST = datetime(1970, 1, 1, tzinfo=UTC)
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)
_SCALARS: dict[Kind, st.SearchStrategy[Any]] = {
    Kind.TEXT: TEXT,
    Kind.WHOLE: st.integers(-(2**62), 2**62),
    Kind.NUMBER: st.floats(allow_nan=False, allow_infinity=False),
    Kind.FLAG: st.booleans(),
    Kind.DAY: st.dates(date(1900, 1, 1), date(2100, 1, 1)),
    Kind.TIME: st.integers(0, 2**52).map(lambda us: _FIRST + timedelta(microseconds=us)),
}
_ITEMS = {Kind.TEXTS: Kind.TEXT, Kind.WHOLES: Kind.WHOLE}


def values(one: Property) -> st.SearchStrategy[Any]:
    kind = _ITEMS.get(one.kind, one.kind)
    scalar = st.sampled_from(one.values) if one.values else _SCALARS[kind]
    return st.lists(scalar, max_size=3) if one.kind in _ITEMS else scalar


def rows_of(what: Any, properties: tuple[Property, ...]) -> st.SearchStrategy[Row]:
    own = [one for one in properties if one.name not in ("id", "organization_id")]
    few = st.lists(st.sampled_from(own), unique_by=lambda one: one.name, max_size=6)
    return few.flatmap(lambda some: st.fixed_dictionaries({one.name: values(one) for one in some}))


@st.composite
def graphs(draw: st.DrawFn, organization_id: str) -> GraphRows:
    """One organization's graph: up to three nodes a label, up to three edges a type."""
    nodes = {
        label: [
            make_node(
                label,
                organization_id,
                derived_id(date(2026, 1, 1), label, organization_id, number),
                **draw(rows_of(node, node.published)),
            )
            for number in sorted(draw(st.sets(st.integers(0, 3), max_size=3)))
        ]
        for label, node in NODES.items()
    }
    edges = {}
    for kind, one in RELATIONSHIPS.items():
        pairs = [(a["id"], b["id"]) for a in nodes[one.start] for b in nodes[one.end]]
        drawn = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=3)) if pairs else []
        edges[kind] = [
            make_edge(kind, organization_id, start, end, **draw(rows_of(one, one.properties)))
            for start, end in drawn
        ]
    return GraphRows(organization_id, nodes, edges)
