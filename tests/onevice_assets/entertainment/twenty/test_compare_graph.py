"""The comparison with the hand list finds every kind of difference, and no other."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest

from onevice_assets.entertainment.graph.model.every import RELATIONSHIPS
from onevice_assets.entertainment.graph.model.rows import (
    END,
    START,
    GraphRows,
    Row,
    make_edge,
    make_node,
)
from tests.onevice_assets.entertainment.twenty.compare_graph import compare_graph, tell
from tests.onevice_assets.entertainment.twenty.expected_graph import read_graph

OURS = "organization-1"
Graph = dict[str, dict[str, list[Row]]]


def listed_rows() -> GraphRows:
    """The hand list as rows, with ids that tell nothing of names."""
    graph = read_graph()
    nodes: dict[str, list[Row]] = {}
    ids = {}
    for number, ((label, name), told) in enumerate(sorted(graph.nodes.items(), reverse=True)):
        kept = {k: v for k, v in told.items() if (label, k) != ("Document", "name")}
        node = make_node(label, OURS, f"{number:03}", **kept)
        ids[label, name] = node["id"]
        nodes.setdefault(label, []).append(node)
    edges: dict[str, list[Row]] = {}
    for (kind, start, end), told in graph.edges.items():
        ends = [ids[RELATIONSHIPS[kind].start, start], ids[RELATIONSHIPS[kind].end, end]]
        stated: dict[str, Any] = deepcopy(dict(told))
        if kind == "COLLABORATED_WITH":
            ends.sort()
            stated["projects"] = [ids["Project", one] for one in stated["projects"]]
        edges.setdefault(kind, []).append(make_edge(kind, OURS, *ends, **stated))
    return GraphRows(OURS, nodes, edges)


def first(rows: GraphRows, label: str, name: str) -> Row:
    return next(one for one in rows.nodes[label] if one.get("name") == name)


def without_node(rows: GraphRows, label: str, name: str) -> GraphRows:
    kept = [one for one in rows.nodes[label] if one is not first(rows, label, name)]
    return replace(rows, nodes={**rows.nodes, label: kept})


def with_edge(rows: GraphRows, kind: str, edge: Row) -> GraphRows:
    return replace(rows, edges={**rows.edges, kind: [*rows.edges[kind], edge]})


def change(rows: GraphRows, label: str, which: str, **told: Any) -> GraphRows:
    first(rows, label, which).update(told)
    return rows


def add_union(rows: GraphRows) -> GraphRows:
    unions = [*rows.nodes["Union"], make_node("Union", OURS, "9", name="X")]
    return replace(rows, nodes={**rows.nodes, "Union": unions})


def test_the_list_itself_has_no_difference() -> None:
    assert tell(compare_graph(listed_rows())) == ""


def add_credit(rows: GraphRows) -> GraphRows:
    person, film = first(rows, "Person", "Ben Carver"), first(rows, "Project", "First Light")
    edge = make_edge("DIRECTED", OURS, person["id"], film["id"], role="Director")
    return with_edge(rows, "DIRECTED", edge)


def add_second_credit(rows: GraphRows) -> GraphRows:
    edge = rows.edges["PRODUCED"][0]
    again = make_edge("PRODUCED", OURS, edge[START], edge[END], "other", role="Producer")
    return with_edge(rows, "PRODUCED", again)


def drop_credit(rows: GraphRows) -> GraphRows:
    return replace(rows, edges={**rows.edges, "INCORPORATES": rows.edges["INCORPORATES"][1:]})


def add_related(rows: GraphRows) -> GraphRows:
    one, other = (row["id"] for row in rows.nodes["CreativeConcept"][:2])
    return replace(
        rows, edges={**rows.edges, "RELATED_TO": [make_edge("RELATED_TO", OURS, one, other)]}
    )


def shorten_collaboration(rows: GraphRows) -> GraphRows:
    edge = next(one for one in rows.edges["COLLABORATED_WITH"] if len(one["projects"]) == 3)
    edge["projects"] = edge["projects"][:2]
    return rows


CHANGES: dict[str, tuple[Callable[[GraphRows], GraphRows], list[str]]] = {
    "another spelling": (
        lambda rows: change(rows, "Project", "First Light", name="FIRST LIGHT"),
        ["wrong: Project | First Light | name: listed 'First Light', found 'FIRST LIGHT'"],
    ),
    "another value": (
        lambda rows: change(rows, "Organization", "Volta Motors", type="Agency"),
        ["wrong: Organization | Volta Motors | type: listed 'Client Brand', found 'Agency'"],
    ),
    "a value that nobody stated": (
        lambda rows: change(rows, "Project", "Night Market", totalBudget=325000),
        ["wrong: Project | Night Market | totalBudget: listed None, found 325000"],
    ),
    "what the list never states": (
        lambda rows: change(rows, "Person", "Juno Vale", bio="x", queryFrequency=3),
        [],
    ),
    "an order of a list": (
        lambda rows: change(rows, "Project", "Glass Harbor", aspectRatios=["9:16", "2.39:1"]),
        [],
    ),
    "a computed relation": (add_related, []),
    "an edge too much": (
        add_credit,
        ["too much: DIRECTED | Ben Carver | First Light as Director"],
    ),
    "an edge twice": (
        add_second_credit,
        ["too much: PRODUCED | Priya Raghunathan | Paper Lanterns as Producer"],
    ),
    "an edge missing": (
        drop_credit,
        ["missing: INCORPORATES | Paper Lanterns | Lantern Light"],
    ),
    "a project of a collaboration missing": (
        shorten_collaboration,
        [
            "wrong: COLLABORATED_WITH | Mara Ellison | Priya Raghunathan | projects: listed "
            "['Night Market', 'Paper Lanterns', 'Quiet Current'], "
            "found ['Paper Lanterns', 'Quiet Current']"
        ],
    ),
    "a node too much": (
        add_union,
        ["too much: Union | X"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_every_difference_is_told(name: str) -> None:
    mutate, told = CHANGES[name]
    assert tell(compare_graph(mutate(listed_rows()))).splitlines() == told


def test_a_missing_node_is_told_and_its_edges_hang_on_an_id() -> None:
    told = tell(compare_graph(without_node(listed_rows(), "CreativeConcept", "Alpine Ridge")))
    assert "missing: CreativeConcept | Alpine Ridge" in told
    assert "missing: INCORPORATES | First Light | Alpine Ridge" in told


def test_namesakes_are_told_apart_by_what_they_did_and_not_by_their_order() -> None:
    rows = listed_rows()
    client = next(
        one
        for one in rows.nodes["Person"]
        if one["name"] == "Chris Park" and one["roleType"] == "Client"
    )
    client["roleType"] = "Talent"
    assert tell(compare_graph(rows)) == (
        "wrong: Person | Chris Park#Northpeak | roleType: listed 'Client', found 'Talent'"
    )


def test_namesakes_that_became_one_leave_one_missing() -> None:
    rows = listed_rows()
    kept, gone = (one for one in rows.nodes["Person"] if one["name"] == "Chris Park")
    nodes = {**rows.nodes, "Person": [one for one in rows.nodes["Person"] if one is not gone]}
    for edges in rows.edges.values():
        for edge in edges:
            for end in (START, END):
                edge[end] = kept["id"] if edge[end] == gone["id"] else edge[end]
    told = tell(compare_graph(replace(rows, nodes=nodes)))
    assert "missing: Person | Chris Park#" in told
