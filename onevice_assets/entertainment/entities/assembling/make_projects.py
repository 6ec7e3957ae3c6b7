"""Nodes of projects, with the money that documents about them state.

A budget speaks before a contract, a contract before anything else, and of equals the newest. A
range is no total, and parts in another currency than the total are left out: nothing is converted.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from onevice_assets.entertainment.entities.assembling.protect import (
    protect_value,
    read_protection,
)
from onevice_assets.entertainment.entities.assembling.sources import Sources
from onevice_assets.entertainment.entities.assembling.state_facts import (
    Stated,
    fold_stated,
    speaking_order,
)
from onevice_assets.entertainment.entities.resolving.gather import Row
from onevice_assets.entertainment.graph.model.levels import (
    Protection,
    restrict,
    tell_protection,
)
from onevice_assets.entertainment.graph.model.rows import Row as NodeRow
from onevice_assets.entertainment.graph.model.rows import make_node

_TOTAL = "totalBudget"
_PARTS = ("aboveLine", "belowLine", "postProduction", "contingency")


def make_projects(sources: Sources) -> list[NodeRow]:
    """A node for every project that a document names."""
    about = _list_files(sources)
    amounts = _by_file(sources.gathered.amounts)
    stated = fold_stated(sources, "Project")
    made = []
    for one in sources.resolution.linked["Project"].entities:
        told, own = stated.get(one.id, Stated()), sources.protection("Project", one.id)
        files = [(amounts[file["id"]], read_protection(file)) for file in about.get(one.id, [])]
        budget = _tell_budget(files)
        made.append(
            make_node(
                "Project",
                sources.gathered.organization_id,
                one.id,
                name=sources.name(one),
                **{**told.values, **budget.values},
                **tell_protection(own),
                **restrict({**told.seen, **budget.seen}, own),
                **sources.times("Project", one.id),
            )
        )
    return made


def _list_files(sources: Sources) -> Mapping[str, list[Row]]:
    """The files that are about each project, those that speak first in front."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in sources.gathered.entities:
        if row["is_own_project"] and (project := sources.resolution.entity_of.get(row["id"])):
            found[project].append(sources.gathered.by_file[row["document_file_id"]])
    return {project: sorted(files, key=speaking_order) for project, files in found.items()}


def _tell_budget(files: Iterable[tuple[Sequence[Row], Protection]]) -> Stated:
    """Total, parts and currency by the first file that states a total."""
    every = [(_read_budget(amounts), seen) for amounts, seen in files]
    first = next((told for told, _ in every if told), {})
    return Stated(
        first,
        {
            name: protect_value([(told.get(name), seen) for told, seen in every], value)
            for name, value in first.items()
            if value is not None
        },
    )


def _read_budget(amounts: Sequence[Row]) -> dict[str, Any]:
    """What one file states; nothing where it states no total."""
    sure = [one for one in amounts if one["amount_low"] == one["amount_high"]]
    totals = Counter(
        (one["amount_low"], one["currency"]) for one in sure if one["purpose"] == _TOTAL
    )
    if not totals:
        return {}
    total, currency = min(totals, key=lambda key: (-totals[key], -key[0], key[1]))
    parts = {f"budgetBreakdown_{part}": _one_of(sure, part, currency, total) for part in _PARTS}
    return {_TOTAL: total, "currency": currency, **parts}


def _one_of(amounts: Sequence[Row], part: str, currency: str, total: float) -> float | None:
    """The part if the file states exactly one value of it that fits in the whole."""
    stated = {
        one["amount_low"]
        for one in amounts
        if one["purpose"] == part and one["currency"] == currency and one["amount_low"] <= total
    }
    return stated.pop() if len(stated) == 1 else None


def _by_file(rows: Iterable[Row]) -> Mapping[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["document_file_id"]].append(row)
    return found
