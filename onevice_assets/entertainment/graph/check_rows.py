"""Rows against the model: what is wrong is said all at once, what is right is made uniform.

Uniform means as a graph gives it back: no nulls, whole numbers of a Float property as floats,
moments in UTC. What an entity of a document may get wrong is found long before, and set aside
(`entities/quality`); here a wrong row is a mistake of ours, and nothing is published.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from onevice_assets.entertainment.graph.model.every import NODES, RELATIONSHIPS
from onevice_assets.entertainment.graph.model.kinds import Kind, Node, Property, Relationship
from onevice_assets.entertainment.graph.model.rows import END, START, GraphRows, Row
from onevice_assets.entertainment.graph.model.values import to_value
from resources.errors import SchemaError

_TOLD = 10


def check_rows(rows: GraphRows) -> GraphRows:
    """Make sure that rows are what the model declares, and uniform.

    Returns:
        The same graph as a store gives it back.

    Raises:
        SchemaError: naming the first ten faults: unknown label, type or property, a value of
            another kind or not in the list, another organization, an id twice or of another
            label, an end that is not there.
    """
    faults: list[str] = []
    nodes = _clean_all(rows.nodes, NODES, rows.organization_id, faults)
    edges = _clean_all(rows.edges, RELATIONSHIPS, rows.organization_id, faults)
    faults += _find_loose_ends(nodes, edges)
    if not rows.organization_id:
        faults.append("the graph belongs to no organization")
    if faults:
        more = f" (and {len(faults) - _TOLD} more)" if len(faults) > _TOLD else ""
        raise SchemaError(
            f"Tried to make the graph of organization {rows.organization_id or '(none)'}, but "
            f"{'; '.join(faults[:_TOLD])}{more}. Nothing was written: what may stand there is in "
            "docs/entertainment-graph.md."
        )
    return GraphRows(rows.organization_id, nodes, edges)


def _clean_all(
    named: Mapping[str, Sequence[Row]],
    declared: Mapping[str, Node] | Mapping[str, Relationship],
    organization_id: str,
    faults: list[str],
) -> dict[str, list[Row]]:
    faults += [f"there is no {name}" for name in named if name not in declared]
    return {
        name: _clean(declared[name], rows, organization_id, faults)
        for name, rows in named.items()
        if name in declared
    }


def _clean(
    what: Node | Relationship, rows: Sequence[Row], organization_id: str, faults: list[str]
) -> list[Row]:
    properties = {one.name: one for one in what.properties}
    ends = {} if isinstance(what, Node) else dict.fromkeys((START, END), _END)
    called = what.label if isinstance(what, Node) else what.type
    seen: set[str] = set()
    cleaned = []
    for row in rows:
        there = f"{called} {row.get('id')!r}"
        faults += [f"{there}: {one}" for one in _judge(what, row, organization_id, seen)]
        seen.add(str(row.get("id")))
        cleaned.append(_clean_row(there, properties | ends, row, faults))
    return cleaned


_END = Property("end", Kind.TEXT, "id of a node")


def _clean_row(there: str, properties: Mapping[str, Property], row: Row, faults: list[str]) -> Row:
    clean: Row = {}
    for name, value in row.items():
        if name not in properties:
            faults.append(f"{there} has no property {name!r}")
        elif value is not None:
            try:
                clean[name] = to_value(properties[name], value)
            except ValueError as error:
                faults.append(f"{there}: {name} {str(value)[:60]!r} {error}")
    return clean


def _judge(
    what: Node | Relationship, row: Row, organization_id: str, seen: set[str]
) -> Iterator[str]:
    """What is wrong with a row's identity."""
    identity = row.get("id")
    if not identity:
        yield "it has no id"
    elif identity in seen:
        yield "its id is there twice"
    elif isinstance(what, Node) and not str(identity).startswith(f"{what.prefix}_"):
        yield f"its id does not begin with {what.prefix}_"
    if row.get("organization_id") != organization_id:
        yield f"it belongs to organization {row.get('organization_id')!r}"


def _find_loose_ends(
    nodes: Mapping[str, Sequence[Row]], edges: Mapping[str, Sequence[Row]]
) -> list[str]:
    there = {label: {row.get("id") for row in rows} for label, rows in nodes.items()}
    found = []
    for kind, rows in edges.items():
        labels = ((START, RELATIONSHIPS[kind].start), (END, RELATIONSHIPS[kind].end))
        found += [
            f"{kind} {row.get('id')!r}: its {end} {row.get(end)!r} is no {label} of this graph"
            for row in rows
            for end, label in labels
            if row.get(end) not in there.get(label, ())
        ]
    return found
