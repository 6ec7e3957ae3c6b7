"""The questions of `discover.py`: people by how many projects they directed."""

from __future__ import annotations

from typing import Any

from onevice_assets.entertainment.access.conditions import counts
from onevice_assets.entertainment.access.question import BEHIND, Question, question
from onevice_assets.entertainment.talent.shown import PERSON

_DISCOVERED = {
    "projects": ("Project.id",),
    "recent": ("Project.name",),
    "bound": ("Project.id",),
    BEHIND: (),
}


_EXAMPLE: dict[str, Any] = {
    "role": "Director",
    "union": None,
    "kinds": None,
    "tiers": None,
    "since": None,
    "least": 0,
    "floor": 0,
    "depth": 100,
    "limit": 10,
}


def _discover(name: str, where: str, then: str) -> Question:
    """People by counted projects.

    What decides whether a project is counted stands beside who directed it (`model/facets.py`). Of
    the `$depth` who directed most the counted ones are counted; nobody else has more of them than
    `bound`, -1 where there is nobody else. An index is walked where the order names all it has.
    """
    return question(
        f"entertainment.talent.{name}",
        f"""
        MATCH (p:Person) WHERE p.organization_id = $organization_id AND p.roleType = $role {where}
          AND p.directedCount >= $floor AND @see(p)
          AND ($kinds IS NULL OR any(one IN p.specializations WHERE one IN $kinds))
        WITH p ORDER BY p.organization_id DESC, p.roleType DESC, {then} p.directedCount DESC
        LIMIT $depth
        WITH collect(p) AS best
        WITH best, CASE WHEN size(best) < $depth THEN -1 ELSE best[-1].directedCount END AS bound
        UNWIND best AS p
        WITH p, bound, p.directedFacets AS facets, p.directedGroups AS among
        WITH p, bound, facets, [at IN range(0, size(facets) - 1)
          WHERE {counts("facets[at] % 10", "among[at]")}
          AND ($since IS NULL OR
            (facets[at] / 10 % 10 >= $clearance AND facets[at] / 10000 >= $since))
          AND ($tiers IS NULL OR
            (facets[at] / 100 % 10 >= $clearance AND facets[at] / 1000 % 10 IN $tiers))
          | at] AS counted
        WITH p, bound, facets, counted, size(counted) AS projects WHERE size(counted) >= $least
        WITH p, bound, facets, counted, projects ORDER BY projects DESC, p.id LIMIT $limit
        WITH p, bound, counted, projects,
          [level IN [1, 2] WHERE any(at IN counted WHERE facets[at] % 10 = level)] AS low
        UNWIND CASE WHEN projects = 0 THEN [null] ELSE counted[..5] END AS at
        WITH p, bound, projects, low, at, p.directedIds[at] AS wanted
        OPTIONAL MATCH (project:Project {{id: wanted}}) WHERE @see(project)
        WITH p, bound, projects, low, project.name AS name ORDER BY at
        WITH p, bound, projects, low, collect(name) AS recent
        RETURN @show(p), projects, recent, bound, low[0] AS behind
        ORDER BY projects DESC, p.id
        """,
        show={"p": PERSON},
        columns=_DISCOVERED,
        filters={"tiers": ("Project.budgetTier",)},
        **_EXAMPLE,
    )


DISCOVER = _discover("discover", "", "")
# of its own, for the index of role and union is not used where the union may be none
DISCOVER_OF_UNION = _discover(
    "discover_of_union",
    "AND p.unionStatus = $union AND @read(p.unionStatus) = $union",
    "p.unionStatus DESC,",
)
# whose status is hidden is of an unknown one too: the index has them elsewhere
DISCOVER_OF_UNKNOWN = _discover("discover_of_unknown", "AND @read(p.unionStatus) = $union", "")
