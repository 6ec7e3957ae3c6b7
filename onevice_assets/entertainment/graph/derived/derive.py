"""Everything that follows from an organization's rows, in order."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from onevice_assets.entertainment.graph.derived.collaborations import derive_collaborations
from onevice_assets.entertainment.graph.derived.concepts import count_uses, derive_relations
from onevice_assets.entertainment.graph.derived.directed import pack_directed
from onevice_assets.entertainment.graph.derived.popularity import TimesFound, fold_in
from onevice_assets.entertainment.graph.derived.profiles import (
    Facts,
    describe_organizations,
    describe_people,
    describe_unions,
)
from onevice_assets.entertainment.graph.derived.sight import Sight
from onevice_assets.entertainment.graph.model.levels import (
    list_restricted,
    meet_protections,
    protection_of,
    restrict,
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
    if "Person" in nodes:
        directed = pack_directed(GraphRows(rows.organization_id, nodes, edges))
        nodes["Person"] = [one | directed[one["id"]] for one in nodes["Person"]]
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
    """`budgetTier`, names of `concepts`, `referenceValue`: rank by documents about it.

    Concepts and documents are those that everybody may see who may see the project; a tier is
    seen by who may see the documents that tell the total.
    """
    sight = Sight(rows)
    concepts, documents = (
        sight.beside(("INCORPORATES",), of=START),
        sight.beside(("DESCRIBES",), of=END),
    )
    facts: Facts = {}
    described: dict[str, int] = {}
    for one in rows.nodes.get("Project", ()):
        identity, by = one["id"], sight.own(one["id"])
        used = sight.nodes_beside(concepts.get(identity, {}), by)
        described[identity] = len(sight.nodes_beside(documents.get(identity, {}), by))
        names = sorted(concept["name"] for concept in used if concept.get("name"))
        facts[identity] = {"concepts": names, **_place(one)}
    ranks = sorted({one for one in described.values() if one})
    for identity, count in described.items():
        facts[identity]["referenceValue"] = (ranks.index(count) + 1) / len(ranks) if count else 0.0
    return facts


def _place(project: Row) -> dict[str, Any]:
    """The tier of a project's budget, and who may see it; as told where a document tells it."""
    if project.get("budgetTier"):
        return {}
    restricted = list_restricted(project)
    of = [restricted[name] for name in ("totalBudget", "currency") if name in restricted]
    tier = place_in_tier(project.get("totalBudget"), project.get("currency"))
    if tier is None or not of:
        return {"budgetTier": tier}
    told = restricted | {"budgetTier": meet_protections(of)}
    return {"budgetTier": tier, **restrict(told, protection_of(project))}
