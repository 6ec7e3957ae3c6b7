"""Everything that follows from an organization's rows, in order."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from onevice_assets.entertainment.graph.derived.collaborations import derive_collaborations
from onevice_assets.entertainment.graph.derived.concepts import count_uses, derive_relations
from onevice_assets.entertainment.graph.derived.popularity import TimesFound, fold_in
from onevice_assets.entertainment.graph.derived.profiles import (
    Facts,
    describe_organizations,
    describe_people,
    describe_unions,
)
from onevice_assets.entertainment.graph.model.projects import place_in_tier
from onevice_assets.entertainment.graph.model.rows import END, START, GraphRows, Row

_TOLD_FIRST = frozenset(
    ("yearsActive", "specializations", "notableClients", "budgetRange", "budgetTier", "concepts")
)
"""What a source may tell better than counting does."""


def derive(
    rows: GraphRows, as_of: date, found: Mapping[str, TimesFound] | None = None
) -> GraphRows:
    """The organization's rows with all that follows from them.

    Args:
        rows: what was read and resolved; its COLLABORATED_WITH are replaced, told RELATED_TO
            are kept, each pair once.
        as_of: logical day of the graph, never a re-run's clock.
        found: totals of queries by node's id, if any.

    Returns:
        New rows; doing it again with them gives the same.
    """
    facts: dict[str, Facts] = {
        "Person": describe_people(rows),
        "Project": _describe_projects(rows),
        "Organization": describe_organizations(rows),
        "Union": describe_unions(rows),
        "CreativeConcept": count_uses(rows, as_of),
    }
    nodes = {
        label: [_fill(one, facts.get(label, {}).get(one["id"], {})) for one in some]
        for label, some in rows.nodes.items()
    }
    told = list(rows.edges.get("RELATED_TO", ()))
    pairs = {frozenset((one[START], one[END])) for one in told}
    related = [
        one for one in derive_relations(rows) if frozenset((one[START], one[END])) not in pairs
    ]
    edges = {
        **rows.edges,
        "COLLABORATED_WITH": derive_collaborations(rows),
        "RELATED_TO": [*told, *related],
    }
    made = GraphRows(rows.organization_id, nodes, edges)
    return fold_in(made, found) if found is not None else made


def _fill(row: Row, facts: Mapping[str, Any]) -> Row:
    """The row with facts; a told value stays where the source knows better."""
    new = {
        name: value
        for name, value in facts.items()
        if not (name in _TOLD_FIRST and row.get(name)) and (value or name not in _TOLD_FIRST)
    }
    return row | new


def _describe_projects(rows: GraphRows) -> Facts:
    """`budgetTier`, names of `concepts`, `referenceValue`: rank by documents about it."""
    names = {one["id"]: one.get("name") for one in rows.nodes.get("CreativeConcept", ())}
    concepts: dict[str, set[str]] = defaultdict(set)
    for edge in rows.edges.get("INCORPORATES", ()):
        if name := names[edge[END]]:
            concepts[edge[START]].add(name)
    described = Counter(
        project
        for project, _ in {(one[END], one[START]) for one in rows.edges.get("DESCRIBES", ())}
    )
    ranks = sorted(set(described.values()))
    return {
        one["id"]: {
            "budgetTier": place_in_tier(one.get("totalBudget"), one.get("currency")),
            "concepts": sorted(concepts[one["id"]]),
            "referenceValue": (
                (ranks.index(described[one["id"]]) + 1) / len(ranks)
                if described[one["id"]]
                else 0.0
            ),
        }
        for one in rows.nodes.get("Project", ())
    }
