"""The declarations as a page for people: `docs/entertainment-graph.md`."""

from __future__ import annotations

from collections.abc import Iterable

from onevice_assets.entertainment.graph.model.every import NODES, RELATIONSHIPS
from onevice_assets.entertainment.graph.model.kinds import Node, Property, Relationship

_HEAD = """# The entertainment graph

Every label, relationship and property, written by `scripts/write_entertainment_graph.py` from
`onevice_assets/entertainment/graph/model`. *Level* says who may see a property: clearance c sees
levels ≥ c, 1 is the most sensitive; 6 is everybody who may see the node. Nested maps of the seed
are flat here, with `_` between. What has no level is shown to nobody: only conditions of questions
read it.
"""


def tell_model() -> str:
    """Markdown: a section for each label, then one for each relationship."""
    nodes = [_tell_node(one) for one in NODES.values()]
    return "\n".join((_HEAD, *nodes, *(_tell_edge(one) for one in RELATIONSHIPS.values())))


def _tell_node(node: Node) -> str:
    vectors = {name: (one,) for name, one in node.vectors.items()}
    named = {**node.indexes, **node.walks, **node.texts, **vectors}
    indexes = "; ".join(f"`{name}` ({', '.join(of)})" for name, of in named.items())
    return f"## {node.label}\n\n{_tell_table(node.properties)}\nIndexes: {indexes}.\n"


def _tell_edge(edge: Relationship) -> str:
    return f"## ({edge.start})-[{edge.type}]->({edge.end})\n\n{_tell_table(edge.properties)}"


def _tell_table(properties: Iterable[Property]) -> str:
    rows = [
        f"| `{one.name}` | {one.kind} | {'–' if one.is_internal else one.level} | "
        f"{_tell_meaning(one)} |"
        for one in properties
    ]
    return "\n".join(
        ("| property | type | level | meaning |", "| --- | --- | --- | --- |", *rows, "")
    )


def _tell_meaning(one: Property) -> str:
    told = one.meaning.replace("|", "\\|")
    return f"{told}: {', '.join(one.values)}" if one.values else told
