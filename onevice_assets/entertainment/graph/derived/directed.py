"""What each person directed, packed so that counting some of it reads no project.

With an extreme director's hundreds of projects, looking at each takes seconds over a large graph;
here the conditions of a count stand beside the person. Newest first by the days that whoever may
count the project may see: so neither the count nor the order tells of what is hidden.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from onevice_assets.entertainment.graph.model.facets import number_day, pack_facet
from onevice_assets.entertainment.graph.model.levels import (
    Protection,
    join_groups,
    join_protections,
    list_restricted,
    meet_protections,
    protection_of,
)
from onevice_assets.entertainment.graph.model.rows import END, START, GraphRows, Row


def pack_directed(rows: GraphRows) -> dict[str, dict[str, Any]]:
    """`directedCount`, `directedIds`, `directedFacets` and `directedGroups` of every person.

    Args:
        rows: projects with their budget tiers.

    Returns:
        Person's id → properties; the three lists are of one length, a project stands once, and
        one that is not active not at all. Whoever is counted for may see project and credit.
    """
    projects = {
        one["id"]: one for one in rows.nodes.get("Project", ()) if one.get("isActive") is not False
    }
    directed: dict[str, dict[str, list[Protection]]] = defaultdict(lambda: defaultdict(list))
    for edge in rows.edges.get("DIRECTED", ()):
        if edge[END] in projects:
            directed[edge[START]][edge[END]].append(protection_of(edge))
    facets = {
        person: [_make(projects[one], told) for one, told in credits.items()]
        for person, credits in directed.items()
    }
    return {one["id"]: _pack(facets.get(one["id"], [])) for one in rows.nodes.get("Person", ())}


@dataclass(frozen=True)
class _Facet:
    """A project as it is counted: its number, who may count it, and its place."""

    project: str
    number: int
    groups: str
    open_day: int


def _make(project: Row, credits: list[Protection]) -> _Facet:
    own = meet_protections([protection_of(project), join_protections(credits)])
    restricted = list_restricted(project)
    of_day = _level(restricted, "completionDate", own)
    day = project.get("completionDate")
    return _Facet(
        project["id"],
        pack_facet(
            day,
            project.get("budgetTier"),
            own.level,
            of_day=of_day,
            of_tier=_level(restricted, "budgetTier", own),
        ),
        join_groups(own.groups),
        number_day(day) if of_day >= own.level else 0,
    )


def _level(restricted: Mapping[str, Protection], name: str, own: Protection) -> int:
    """Level of a property; leadership's where others count the project than may see it."""
    told = restricted.get(name)
    if told is None:
        return 6
    return told.level if own.at(told.level).covers(told) else 1


def _pack(facets: list[_Facet]) -> dict[str, Any]:
    packed = sorted(facets, key=lambda one: (-one.open_day, one.project))
    return {
        "directedCount": len(packed),
        "directedIds": [one.project for one in packed],
        "directedFacets": [one.number for one in packed],
        "directedGroups": [one.groups for one in packed],
    }
