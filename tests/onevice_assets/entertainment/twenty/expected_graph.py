"""The graph that `expected/` lists by hand, with names as keys: no id, no time, no vector."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "expected"
ROLES = ("DIRECTED", "CREATIVE_DIRECTED", "PERFORMED_IN", "PRODUCED")
"""The edges between a person and a project."""
DOCUMENT_PROPERTIES = ("type", "version", "pageCount", "filename")

Properties = Mapping[str, object]


@dataclass
class ExpectedGraph:
    """Nodes by label and name, edges by type and the names of both ends.

    A name with "#" is one of two namesakes: the node's `name` is the part before it. A document's
    name is its file's without version and ending.
    """

    nodes: dict[tuple[str, str], Properties] = field(default_factory=dict)
    edges: dict[tuple[str, str, str], Properties] = field(default_factory=dict)


def read_table(name: str) -> dict[str, Any]:
    """One of the files of `expected/`, by its name without ending."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))


def read_graph() -> ExpectedGraph:
    """All nodes and edges, with the properties that the documents state."""
    graph = ExpectedGraph()
    for label, nodes in read_table("nodes").items():
        for name, stated in nodes.items():
            told = {"unionStatus": "Unknown", **stated} if label == "Person" else stated
            graph.nodes[label, name] = {"name": name.split("#")[0], **told}
    for type_, edges in read_table("edges").items():
        for start, end, stated in edges:
            graph.edges[type_, start, end] = stated
    _add_documents(graph)
    _add_collaborations(graph)
    for _, project, concept in [key for key in graph.edges if key[0] == "INCORPORATES"]:
        told = graph.nodes["Project", project]
        held = told.get("concepts", ())
        assert isinstance(held, tuple)
        graph.nodes["Project", project] = {**told, "concepts": (*held, concept)}
    return graph


def _add_documents(graph: ExpectedGraph) -> None:
    for name, stated in read_table("documents").items():
        told = {**stated, "pageCount": stated["pages"], "filename": stated["file"]}
        kept = {key: told[key] for key in DOCUMENT_PROPERTIES if key in told}
        graph.nodes["Document", name] = {**kept, "language": "en"}
        graph.edges["DESCRIBES", name, stated["project"]] = {"isMainDocument": True}
        for person, pages, _ in stated["people"]:
            graph.edges["MENTIONS", name, person] = {"pageNumbers": pages}


def _add_collaborations(graph: ExpectedGraph) -> None:
    table = read_table("collaborations")
    for one, other, projects in table["pairs"]:
        days = [table["last_day"][name] for name in projects if name in table["last_day"]]
        graph.edges["COLLABORATED_WITH", one, other] = {
            "projects": projects,
            "totalProjects": len(projects),
            "relationshipType": "One-time" if len(projects) == 1 else "Occasional",
            **({"lastCollaboration": max(days)} if days else {}),
        }
