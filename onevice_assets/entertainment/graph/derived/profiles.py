"""What people's, organizations' and unions' projects say of them.

Of projects, credits and values that everybody may see who may see the node (`sight.py`); money of
those that its own, declared level lets in.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from statistics import fmean
from typing import Any

from onevice_assets.entertainment.graph.derived.projects import (
    day_of,
    is_active,
    rate_success,
    tell_range,
    usd_budgets,
)
from onevice_assets.entertainment.graph.derived.sight import Sight, see_row
from onevice_assets.entertainment.graph.model.every import NODES
from onevice_assets.entertainment.graph.model.levels import protection_of
from onevice_assets.entertainment.graph.model.person_edges import CREDIT_ROLES
from onevice_assets.entertainment.graph.model.rows import END, START, GraphRows, Row

MOST_CLIENTS = 10
_COMPLIANT = "Compliant"
_LEVEL_OF_RANGE = NODES["Person"].find("budgetRange").level
_LEVEL_OF_BUDGETS = NODES["Organization"].find("averageBudget").level

Facts = dict[str, dict[str, Any]]
"""Node's id → properties; None for what is not known."""


def describe_people(rows: GraphRows) -> Facts:
    """`yearsActive`, `specializations`, `notableClients` and `budgetRange` of those with credits.

    `yearsActive` counts calendar years from the first credited project to the last, both
    included. Specializations and clients stand in the order of how many projects there are.
    """
    sight = Sight(rows)
    clients = sight.beside(("FOR_CLIENT",), of=START)
    facts: Facts = {}
    for person, credits in sight.beside(CREDIT_ROLES, of=START).items():
        by = sight.own(person)
        projects = sight.nodes_beside(credits, by)
        named = [
            [
                one["name"]
                for one in sight.nodes_beside(clients.get(project["id"], {}), by)
                if one.get("name")
            ]
            for project in projects
        ]
        paid = sight.nodes_beside(credits, by.at(_LEVEL_OF_RANGE))
        facts[person] = {
            **_describe_person(projects, named),
            "budgetRange": tell_range(usd_budgets(paid)),
        }
    return facts


def describe_organizations(rows: GraphRows) -> Facts:
    """Counts, rates and budgets of every organization, from the projects made for or by it.

    Money is of budgets in USD alone; a duration is from the start of preparation to delivery.
    """
    sight = Sight(rows)
    tied = sight.beside(("FOR_CLIENT", "PRODUCED_BY"), of=END)
    facts: Facts = {}
    for one in rows.nodes.get("Organization", ()):
        by, projects = sight.own(one["id"]), tied.get(one["id"], {})
        facts[one["id"]] = {
            **_describe_organization(sight.nodes_beside(projects, by)),
            **_describe_budgets(sight.nodes_beside(projects, by.at(_LEVEL_OF_BUDGETS))),
        }
    return facts


def describe_unions(rows: GraphRows) -> Facts:
    """`projectCount` and `complianceScore` (compliant of those whose status is known)."""
    sight = Sight(rows)
    tied = sight.beside(("UNION_PROJECT",), of=END)
    facts: Facts = {}
    for one in rows.nodes.get("Union", ()):
        by, found = sight.own(one["id"]), tied.get(one["id"], {})
        projects = sight.nodes_beside(found, by)
        told = [{see_row(edge, by).get("complianceStatus") or "" for edge in found[project["id"]]
                 if by.covers(protection_of(edge))} for project in projects]  # fmt: skip
        judged = [kinds - {""} for kinds in told if kinds - {""}]
        compliant = [kinds for kinds in judged if kinds == {_COMPLIANT}]
        facts[one["id"]] = {
            "projectCount": len(projects),
            "complianceScore": len(compliant) / len(judged) if judged else None,
        }
    return facts


def _describe_person(projects: Sequence[Row], clients: Iterable[Sequence[str]]) -> dict[str, Any]:
    years = [day.year for one in projects if (day := day_of(one)) is not None]
    return {
        "yearsActive": max(years) - min(years) + 1 if years else None,
        "specializations": _rank(one["type"] for one in projects if one.get("type")),
        "notableClients": _rank(name for some in clients for name in set(some))[:MOST_CLIENTS],
    }


def _describe_organization(projects: Sequence[Row]) -> dict[str, Any]:
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
    }


def _describe_budgets(projects: Sequence[Row]) -> dict[str, Any]:
    budgets = usd_budgets(projects)
    return {
        "averageBudget": fmean(budgets) if budgets else None,
        "budgetRange_min": budgets[0] if budgets else None,
        "budgetRange_max": budgets[-1] if budgets else None,
    }


def _rank(names: Iterable[str]) -> list[str]:
    """Names, the most frequent first, then by name."""
    counted = Counter(names)
    return sorted(counted, key=lambda one: (-counted[one], one))
