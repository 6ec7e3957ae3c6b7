"""An organization's graph as its documents state it, before anything is judged or derived."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from onevice_assets.entertainment.entities.assembling.describe_projects import (
    describe_own_projects,
)
from onevice_assets.entertainment.entities.assembling.make_documents import make_documents
from onevice_assets.entertainment.entities.assembling.make_edges import make_edges
from onevice_assets.entertainment.entities.assembling.make_nodes import (
    make_concepts,
    make_organizations,
    make_people,
    make_union_nodes,
)
from onevice_assets.entertainment.entities.assembling.make_projects import make_projects
from onevice_assets.entertainment.entities.assembling.sources import TIED_ONLY, Sources
from onevice_assets.entertainment.entities.assembling.state_facts import fold_stated
from onevice_assets.entertainment.entities.resolving.gather import Gathered
from onevice_assets.entertainment.entities.resolving.resolve import Resolution
from onevice_assets.entertainment.graph.model.levels import Protection, protection_of
from onevice_assets.entertainment.graph.model.rows import END, START, GraphRows, Row


def assemble(gathered: Gathered, resolution: Resolution) -> GraphRows:
    """Rows of the declared model, made of what stands.

    Args:
        gathered: what documents say.
        resolution: who is one.

    Returns:
        Rows that may hold what is wrong: `quality.sift` takes it out. The same input gives the
        same rows in the same order.
    """
    sources = Sources(gathered, resolution)
    edges = make_edges(sources)
    edges["DESCRIBES"] += describe_own_projects(sources, edges)
    _weigh_mentions(edges["MENTIONS"])
    sources = Sources(gathered, resolution, _list_ties(edges))
    projects = make_projects(sources)
    nodes = {
        "Person": make_people(sources, fold_stated(sources, "Person"), projects),
        "Project": projects,
        "Organization": make_organizations(sources),
        "Document": make_documents(sources),
        "CreativeConcept": make_concepts(sources),
        "Union": make_union_nodes(sources),
    }
    return GraphRows(
        gathered.organization_id,
        _keep_tied(nodes, edges),
        {k: _sorted(v) for k, v in edges.items()},
    )


def _list_ties(edges: Mapping[str, Sequence[Row]]) -> Mapping[str, list[Protection]]:
    """Who may see each relationship of a node, by the node's id."""
    found: dict[str, list[Protection]] = defaultdict(list)
    for one in (one for some in edges.values() for one in some):
        for end in (START, END):
            found[one[end]].append(protection_of(one))
    return found


def _keep_tied(
    nodes: Mapping[str, Sequence[Row]], edges: Mapping[str, Sequence[Row]]
) -> dict[str, list[Row]]:
    tied = {one[end] for some in edges.values() for one in some for end in (START, END)}
    return {
        label: _sorted(one for one in some if label not in TIED_ONLY or one["id"] in tied)
        for label, some in nodes.items()
    }


def _weigh_mentions(mentions: Sequence[Row]) -> None:
    """`relevanceScore`: times a person is named, of all of the document."""
    total: dict[str, int] = defaultdict(int)
    for one in mentions:
        total[one[START]] += one.get("mentionCount", 0)
    for one in mentions:
        if total[one[START]]:
            one["relevanceScore"] = one.get("mentionCount", 0) / total[one[START]]


def _sorted(rows: Iterable[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: str(row["id"]))
