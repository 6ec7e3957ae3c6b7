"""What people's, organizations' and unions' projects say of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from statistics import fmean
from typing import Any

from onevice_assets.entertainment.graph.derived.credits import list_casts, projects_of_people
from onevice_assets.entertainment.graph.derived.projects import (
    day_of,
    is_active,
    rate_success,
    tell_range,
    usd_budgets,
)
from onevice_assets.entertainment.graph.model.rows import END, START, GraphRows, Row

MOST_CLIENTS = 10
_COMPLIANT = "Compliant"

Facts = dict[str, dict[str, Any]]
"""Node's id → properties; None for what is not known."""


def describe_people(rows: GraphRows) -> Facts:
    """`yearsActive`, `specializations`, `notableClients` and `budgetRange` of those with credits.

    `yearsActive` counts calendar years from the first credited project to the last, both
    included. Specializations and clients stand in the order of how many projects there are.
    """
    projects = _by_id(rows, "Project")
    names = {one["id"]: one.get("name") for one in rows.nodes.get("Organization", ())}
    clients: dict[str, list[str]] = defaultdict(list)
    for edge in rows.edges.get("FOR_CLIENT", ()):
        if name := names[edge[END]]:
            clients[edge[START]].append(name)
    return {
        person: _describe_person([projects[one] for one in ids], [clients[one] for one in ids])
        for person, ids in projects_of_people(list_casts(rows)).items()
    }


def describe_organizations(rows: GraphRows) -> Facts:
    """Counts, rates and budgets of every organization, from the projects made for or by it.

    Money is of budgets in USD alone; a duration is from the start of preparation to delivery.
    """
    projects = _by_id(rows, "Project")
    found: dict[str, set[str]] = defaultdict(set)
    for kind in ("FOR_CLIENT", "PRODUCED_BY"):
        for edge in rows.edges.get(kind, ()):
            found[edge[END]].add(edge[START])
    return {
        one["id"]: _describe_organization([projects[p] for p in sorted(found[one["id"]])])
        for one in rows.nodes.get("Organization", ())
    }


def describe_unions(rows: GraphRows) -> Facts:
    """`projectCount` and `complianceScore` (compliant of those whose status is known)."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for edge in rows.edges.get("UNION_PROJECT", ()):
        found[edge[END]][edge[START]].add(edge.get("complianceStatus") or "")
    facts: Facts = {}
    for one in rows.nodes.get("Union", ()):
        judged = [kinds - {""} for kinds in found[one["id"]].values() if kinds - {""}]
        compliant = [kinds for kinds in judged if kinds == {_COMPLIANT}]
        facts[one["id"]] = {
            "projectCount": len(found[one["id"]]),
            "complianceScore": len(compliant) / len(judged) if judged else None,
        }
    return facts


def _describe_person(projects: Sequence[Row], clients: Iterable[Sequence[str]]) -> dict[str, Any]:
    years = [day.year for one in projects if (day := day_of(one)) is not None]
    return {
        "yearsActive": max(years) - min(years) + 1 if years else None,
        "specializations": _rank(one["type"] for one in projects if one.get("type")),
        "notableClients": _rank(name for some in clients for name in set(some))[:MOST_CLIENTS],
        "budgetRange": tell_range(usd_budgets(projects)),
    }


def _describe_organization(projects: Sequence[Row]) -> dict[str, Any]:
    budgets = usd_budgets(projects)
    spans = [
        (one["deliveryDate"] - one["prepStartDate"]).days
        for one in projects
        if one.get("deliveryDate") and one.get("prepStartDate")
    ]
    spans = [one for one in spans if one >= 0]
    return {
        "projectCount": len(projects),
        "activeProjectCount": sum(is_active(one) for one in projects),
        "completionRate": rate_success(projects),
        "averageProjectDuration": round(fmean(spans)) if spans else None,
        "averageBudget": fmean(budgets) if budgets else None,
        "budgetRange_min": budgets[0] if budgets else None,
        "budgetRange_max": budgets[-1] if budgets else None,
    }


def _rank(names: Iterable[str]) -> list[str]:
    """Names, the most frequent first, then by name."""
    counted = Counter(names)
    return sorted(counted, key=lambda one: (-counted[one], one))


def _by_id(rows: GraphRows, label: str) -> Mapping[str, Row]:
    return {one["id"]: one for one in rows.nodes.get(label, ())}
