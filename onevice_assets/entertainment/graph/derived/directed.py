"""What each person directed, packed so that counting some of it reads no project.

With an extreme director's hundreds of projects, looking at each takes seconds over a large graph;
here the conditions of a count stand beside the person. Newest first, so the first that may be
seen are the recent ones.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from onevice_assets.entertainment.graph.model.facets import join_groups, pack_facet
from onevice_assets.entertainment.graph.model.rows import END, START, GraphRows, Row


def pack_directed(rows: GraphRows) -> dict[str, dict[str, Any]]:
    """`directedCount`, `directedIds`, `directedFacets` and `directedGroups` of every person.

    Args:
        rows: projects with their budget tiers.

    Returns:
        Person's id → properties; the three lists are of one length, a project stands once, and
        one that is not active not at all.
    """
    projects = {
        one["id"]: one for one in rows.nodes.get("Project", ()) if one.get("isActive") is not False
    }
    directed: dict[str, set[str]] = defaultdict(set)
    for edge in rows.edges.get("DIRECTED", ()):
        if edge[END] in projects:
            directed[edge[START]].add(edge[END])
    return {
        one["id"]: _pack([projects[project] for project in directed.get(one["id"], ())])
        for one in rows.nodes.get("Person", ())
    }


def _pack(projects: list[Row]) -> dict[str, Any]:
    packed = sorted(((-_facet(one), one["id"], one) for one in projects), key=lambda it: it[:2])
    return {
        "directedCount": len(packed),
        "directedIds": [identity for _, identity, _ in packed],
        "directedFacets": [-facet for facet, _, _ in packed],
        "directedGroups": [join_groups(one.get("accessGroups")) for _, _, one in packed],
    }


def _facet(one: Row) -> int:
    level = one.get("sensitivityLevel") or 1
    return pack_facet(one.get("completionDate"), one.get("budgetTier"), level)
