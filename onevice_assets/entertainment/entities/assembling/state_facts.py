"""What documents state of a node, put together over all of them.

A budget speaks before a contract, a contract before anything else, and of equals the newest.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from onevice_assets.entertainment.entities.assembling.protect import (
    protect_value,
    read_protection,
)
from onevice_assets.entertainment.entities.assembling.sources import Sources
from onevice_assets.entertainment.entities.facts.node_fact import NodeFact, fold_facts
from onevice_assets.entertainment.entities.people import Span
from onevice_assets.entertainment.entities.resolving.gather import Row
from onevice_assets.entertainment.graph.model.every import NODES
from onevice_assets.entertainment.graph.model.kinds import Kind
from onevice_assets.entertainment.graph.model.levels import Protection

_SPEAKS_FIRST = ("Budget", "Contract")


def speaking_order(document: Row) -> tuple[int, float, str]:
    """What documents are sorted by so that the one that speaks first is in front."""
    kind = document["type"]
    rank = _SPEAKS_FIRST.index(kind) if kind in _SPEAKS_FIRST else len(_SPEAKS_FIRST)
    return rank, -document["created_at"].timestamp(), document["id"]


@dataclass(frozen=True)
class Stated:
    """What documents state of one node.

    Attributes:
        values: property → value.
        seen: property → who may see the value.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    seen: Mapping[str, Protection] = field(default_factory=dict)


def fold_stated(sources: Sources, label: str) -> Mapping[str, Stated]:
    """Properties of the entities of a label, by the entity's id.

    Args:
        sources: what stands, and who is one.
        label: Person or Project.
    """
    rows = sorted(
        sources.gathered.facts,
        key=lambda row: (
            speaking_order(sources.gathered.by_file[row["document_file_id"]]),
            row["page_number"],
            row["span_start"],
            row["value"],
        ),
    )
    told: dict[str, list[tuple[NodeFact, Protection]]] = defaultdict(list)
    for row in rows:
        entity = sources.resolution.entity_of.get(row["document_entity_id"])
        kind = sources.gathered.by_entity[row["document_entity_id"]]["kind"]
        if entity and kind == label:
            seen = read_protection(sources.gathered.by_file[row["document_file_id"]])
            told[entity].append((_read(label, row), seen))
    return {entity: _fold(facts) for entity, facts in told.items()}


def _fold(facts: Sequence[tuple[NodeFact, Protection]]) -> Stated:
    values = fold_facts(fact for fact, _ in facts)
    told = {
        name: [(fact.value, seen) for fact, seen in facts if fact.property == name]
        for name in values
    }
    return Stated(values, {name: protect_value(told[name], one) for name, one in values.items()})


def _read(label: str, row: Row) -> NodeFact:
    value: Any = json.loads(row["value"])
    if NODES[label].find(row["property"]).kind == Kind.DAY:
        value = date.fromisoformat(value)
    span = Span(row["span_start"], row["span_end"], row["page_number"])
    return NodeFact(label, "", row["property"], value, span, row["confidence"])
