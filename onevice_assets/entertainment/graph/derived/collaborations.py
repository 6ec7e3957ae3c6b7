"""COLLABORATED_WITH, from the projects that two people are both credited on.

Up to `CROWD` people of a project all worked with each other. In a larger one that would be n²
pairs of people who may never have met: there two people are a pair only if one of them leads, and
at most `MOST_LEADS` do, so 300 people are some 6,000 pairs and not 44,850.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

from onevice_assets.entertainment.graph.derived.credits import Cast, Credit, list_casts
from onevice_assets.entertainment.graph.derived.projects import (
    DATES,
    last_day_together,
    rate_success,
)
from onevice_assets.entertainment.graph.model.levels import (
    Protection,
    join_groups,
    join_protections,
    list_restricted,
    meet_protections,
    protection_of,
    restrict,
    tell_protection,
)
from onevice_assets.entertainment.graph.model.person_edges import CREDIT_ROLES
from onevice_assets.entertainment.graph.model.rows import END, START, GraphRows, Row, make_edge

CROWD = 40
MOST_LEADS = 20
_FREQUENT, _OCCASIONAL = 5, 2

_COUNTED = ("projects", "totalProjects", "relationshipType", "preferredRoles")
_OF_ALL: Mapping[str, Sequence[str]] = {
    **dict.fromkeys((*_COUNTED, "createdAt", "updatedAt"), ()),
    "successRate": ("status",),
    "lastCollaboration": DATES,
}
"""Properties that follow from all projects of a pair → from which of theirs."""

Pair = tuple[str, str]


def derive_collaborations(rows: GraphRows) -> list[Row]:
    """One relationship for each pair of people, from the smaller id to the larger, by pair.

    `workingRelationship` and `complementarySkills` are left out: nobody told them.
    """
    casts = list_casts(rows)
    seen = _list_protections(rows)
    shared: dict[Pair, list[str]] = defaultdict(list)
    for project in sorted(casts):
        for pair in pair_up(casts[project]):
            shared[pair].append(project)
    projects = {one["id"]: one for one in rows.nodes.get("Project", ())}
    return [
        make_edge(
            "COLLABORATED_WITH",
            rows.organization_id,
            *pair,
            **_tell(pair, ids, projects, casts)
            | _protect(
                [_meet(pair, projects[one], seen) for one in ids], [projects[one] for one in ids]
            ),
        )
        for pair, ids in sorted(shared.items())
    ]


def pair_up(cast: Mapping[str, set[Credit]]) -> Iterator[Pair]:
    """Who worked with whom on one project: each pair once, the smaller id first."""
    people = sorted(cast)
    if len(people) <= CROWD:
        yield from combinations(people, 2)
        return
    leads = [one for one in people if any(credit.is_leading for credit in cast[one])]
    # whoever has more credits leads more; then by id, for it must be the same every time
    first = set(sorted(leads, key=lambda one: (-len(cast[one]), one))[:MOST_LEADS])
    for lead in sorted(first):
        for other in people:
            if other not in first or other > lead:
                yield (lead, other) if lead < other else (other, lead)


def _list_protections(rows: GraphRows) -> dict[Pair, list[Protection]]:
    """Who may see each credit, by person and project."""
    found: dict[Pair, list[Protection]] = defaultdict(list)
    for kind in CREDIT_ROLES:
        for edge in rows.edges.get(kind, ()):
            found[edge[START], edge[END]].append(protection_of(edge))
    return found


def _meet(pair: Pair, project: Row, credits: Mapping[Pair, Sequence[Protection]]) -> Protection:
    """Who may see that two people are both credited on a project."""
    both = [join_protections(credits[person, project["id"]]) for person in pair]
    return meet_protections([protection_of(project), *both])


def _protect(seen: Sequence[Protection], projects: Sequence[Row]) -> dict[str, Any]:
    """Whoever sees one project of the two sees that they worked together; who all, how often.

    A question counts those that its asker may see by the lists beside `projects`.
    """
    own = join_protections(seen)
    restricted = [list_restricted(one) for one in projects]
    told = {
        name: meet_protections(
            [*seen, *(some[one] for some in restricted for one in some if one in made_of)]
        )
        for name, made_of in _OF_ALL.items()
    }
    return {
        **tell_protection(own),
        **restrict(told, own),
        "projectLevels": [one.level for one in seen],
        "projectGroups": [join_groups(one.groups) for one in seen],
    }


def _tell(
    pair: Pair, ids: Sequence[str], projects: Mapping[str, Row], casts: Cast
) -> dict[str, Any]:
    them = [projects[one] for one in ids]
    days = [day for one in them if (day := last_day_together(one)) is not None]
    roles = Counter(
        f"{mine.role}_{theirs.role}"
        for one in ids
        for mine in casts[one][pair[0]]
        for theirs in casts[one][pair[1]]
    )
    created = [one["createdAt"] for one in them if one.get("createdAt")]
    updated = [one["updatedAt"] for one in them if one.get("updatedAt")]
    return {
        "projects": list(ids),
        "totalProjects": len(ids),
        "relationshipType": _name_frequency(len(ids)),
        "successRate": rate_success(them),
        "lastCollaboration": max(days, default=None),
        "preferredRoles": [role for role, _ in sorted(roles.items(), key=lambda r: (-r[1], r[0]))],
        "createdAt": min(created, default=None),
        "updatedAt": max(updated, default=None),
    }


def _name_frequency(count: int) -> str:
    if count >= _FREQUENT:
        return "Frequent"
    return "Occasional" if count >= _OCCASIONAL else "One-time"
