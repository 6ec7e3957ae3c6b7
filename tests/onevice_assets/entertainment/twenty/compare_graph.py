"""What a graph's rows lack and have too much, against the list written by hand.

    differences = compare_graph(rows)          # rows of one organization, derived ones included
    assert not differences, tell(differences)

A property is judged on every node of a label (edge of a type) if the list states it for one of
them: what nobody states, as ids, times and counters, is not. RELATED_TO is computed and not listed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from onevice_assets.entertainment.entities.names.write_names import name_key
from onevice_assets.entertainment.graph.model.rows import END, START, GraphRows, Row
from tests.onevice_assets.entertainment.twenty.expected_graph import (
    ExpectedGraph,
    Properties,
    read_graph,
)

_UNLISTED = ("RELATED_TO",)
_BOTH_WAYS = ("COLLABORATED_WITH",)
"""Leads from the smaller id to the larger: of names, the order says nothing."""

Key = tuple[str, ...]
Edge = tuple[str, str, str]


@dataclass(frozen=True, order=True)
class Difference:
    """One way in which rows and list differ.

    Attributes:
        kind: "missing", "too much" or "wrong".
        what: label and name, or type and both names.
        property: that is wrong, or "".
        listed: its value in the list, None for none.
        found: its value in the rows, None for none.
    """

    kind: str
    what: Key
    property: str = ""
    listed: object = None
    found: object = None

    def __str__(self) -> str:
        """One line for people."""
        said = f"{self.kind}: {' | '.join(self.what)}"
        if not self.property:
            return said
        return f"{said} | {self.property}: listed {self.listed!r}, found {self.found!r}"


def tell(differences: Iterable[Difference]) -> str:
    """One line for each difference."""
    return "\n".join(map(str, differences))


def compare_graph(rows: GraphRows, expected: ExpectedGraph | None = None) -> list[Difference]:
    """All differences, nodes first; empty where the rows are what the list says.

    Args:
        rows: of the organization that the twenty documents belong to.
        expected: the list; the twenty documents' own by default.

    Nodes are found by label and name, documents by their file's; namesakes by the edges they
    share with the list, so that it is told which of two is not what it should be.
    """
    wanted = expected or read_graph()
    names = _name_nodes(rows, wanted)
    nodes = {label: [(names[one["id"]], one) for one in some] for label, some in rows.nodes.items()}
    differences = list(_compare_nodes(nodes, wanted))
    return [*differences, *_compare_edges(_edges_by_name(rows, names), wanted)]


def _plain(label: str, told: Mapping[str, Any]) -> str:
    return str(told.get("filename")) if label == "Document" else name_key(str(told.get("name")))


def _name_nodes(rows: GraphRows, wanted: ExpectedGraph) -> dict[str, str]:
    """The list's name of every node by id; its own name where the list has no such node."""
    listed: dict[Key, list[str]] = defaultdict(list)
    for (label, name), told in wanted.nodes.items():
        listed[label, _plain(label, told)].append(name)
    found: dict[Key, list[Row]] = defaultdict(list)
    for label, some in rows.nodes.items():
        for row in some:
            found[label, _plain(label, row)].append(row)
    plain = {row["id"]: key[1] for key, some in found.items() for row in some}
    beside = _neighbours((kind, e[START], e[END]) for kind, es in rows.edges.items() for e in es)
    known = {name: _plain(label, told) for (label, name), told in wanted.nodes.items()}
    expected = _neighbours(wanted.edges)
    names: dict[str, str] = {}
    for key, some in found.items():
        for name, identity in _pair(
            {name: {(k, known[o]) for k, o in expected[name]} for name in listed[key]},
            {row["id"]: {(k, plain.get(o, o)) for k, o in beside[row["id"]]} for row in some},
        ):
            names[identity] = name
        for row in some:
            names.setdefault(row["id"], str(row.get("name") or row.get("filename")))
    return names


def _neighbours(edges: Iterable[Edge]) -> dict[str, set[tuple[str, str]]]:
    beside: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for kind, start, end in edges:
        beside[start].add((kind, end))
        beside[end].add((kind, start))
    return beside


def _pair(
    listed: Mapping[str, set[tuple[str, str]]], found: Mapping[str, set[tuple[str, str]]]
) -> Iterator[tuple[str, str]]:
    """Each listed node of one name with the found one that shares most edges with it."""
    alike = sorted(
        (-len(edges & others), name, other)
        for name, edges in listed.items()
        for other, others in found.items()
    )
    used: set[str] = set()
    for _, name, other in alike:
        if not {f"listed {name}", f"found {other}"} & used:
            used |= {f"listed {name}", f"found {other}"}
            yield name, other


def _compare_nodes(
    nodes: Mapping[str, list[tuple[str, Row]]], wanted: ExpectedGraph
) -> Iterator[Difference]:
    left = dict(wanted.nodes)
    judged = _judged((label, told) for (label, _), told in wanted.nodes.items())
    for label in sorted(nodes):
        for name, row in sorted(nodes[label], key=lambda one: one[0]):
            told = left.pop((label, name), None)
            if told is None:
                yield Difference("too much", (label, name))
            else:
                yield from _compare_properties((label, name), judged[label], told, row)
    yield from (Difference("missing", key) for key in sorted(left))


def _edges_by_name(rows: GraphRows, names: Mapping[str, str]) -> list[tuple[Edge, Row]]:
    found = []
    for kind, edges in rows.edges.items():
        for row in edges if kind not in _UNLISTED else ():
            start, end = (names.get(row[one], row[one]) for one in (START, END))
            ends = sorted((start, end)) if kind in _BOTH_WAYS else (start, end)
            told = {**row}
            if kind in _BOTH_WAYS:
                told["projects"] = [names.get(one, one) for one in row["projects"]]
            found.append(((kind, ends[0], ends[1]), told))
    return sorted(found, key=lambda one: one[0])


def _compare_edges(found: list[tuple[Edge, Row]], wanted: ExpectedGraph) -> Iterator[Difference]:
    left = {_in_order(key): told for key, told in wanted.edges.items()}
    judged = _judged((key[0], told) for key, told in left.items())
    for key, row in found:
        told = left.pop(key, None)
        if told is None:
            role = f" as {row['role']}" if row.get("role") else ""
            yield Difference("too much", (*key[:2], f"{key[2]}{role}"))
        else:
            yield from _compare_properties(key, judged[key[0]], told, row)
    yield from (Difference("missing", key) for key in sorted(left))


def _in_order(key: Edge) -> Edge:
    kind, start, end = key
    return (kind, *sorted((start, end))) if kind in _BOTH_WAYS else key  # type: ignore[return-value]


def _judged(told: Iterable[tuple[str, Properties]]) -> dict[str, set[str]]:
    """The properties that the list states somewhere, by label or type."""
    names: dict[str, set[str]] = defaultdict(set)
    for kind, properties in told:
        names[kind] |= {*properties}
    return names


def _compare_properties(
    what: Key, judged: Iterable[str], listed: Properties, found: Row
) -> Iterator[Difference]:
    for name in sorted(judged):
        want, have = _even(listed.get(name)), _even(found.get(name))
        if want != have:
            yield Difference("wrong", what, name, want, have)


def _even(value: object) -> object:
    """A value without what says nothing: the order of a list, and an empty one."""
    return sorted(value) or None if isinstance(value, (list, tuple)) else value
