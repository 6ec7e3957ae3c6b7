"""Edge rows of a website's part of the graph: `{id, start, end, properties}`.

An edge's id depends on its type, website, end points and provider (or intent) alone, so a publish
of another day has the same ids with other counts. What all edges of a publish share (`website_id`
and, where they are counted over the window, `period_start` and `period_end`) is added by
`write_graph`.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from onevice_assets.brand_monitor.graph.aggregate_window import Aggregates
from onevice_assets.brand_monitor.graph.build_nodes import compact
from onevice_assets.brand_monitor.graph.match_concerns import concern_id, match_concern
from onevice_assets.brand_monitor.graph.measure_lift import LIFT_METHOD, THIN_BELOW_TOPICS
from resources.identity import derived_id

Row = dict[str, Any]


@dataclass(frozen=True)
class _Shape:
    """How rows become edges: the columns of the end points, and what else makes an edge itself."""

    kind: str
    start: str
    end: str
    key: tuple[str, ...] = ()


_AGGREGATED = {
    "co_mentions": _Shape("CO_MENTIONED", "a", "b", ("llm_provider",)),
    "ranks_for": _Shape("RANKS_FOR", "brand_id", "intent_id", ("llm_provider",)),
    "beliefs": _Shape("INSTALLS_BELIEF", "brand_id", "belief", ("llm_provider",)),
    "recommends": _Shape("RECOMMENDS", "llm_id", "brand_id", ("intent_id",)),
    "ignores": _Shape("IGNORES", "llm_id", "brand_id", ("intent_id",)),
}
_COMPETES = _Shape("COMPETES_WITH", "a", "b", ("primary_brand_id", "llm_provider"))
_PLACES = _Shape("PLACES", "website_id", "brand_id")
_HAS_CONCERN = _Shape("HAS_CONCERN", "icp", "concern")
_INITIATES = _Shape("INITIATES", "icp", "conversation")
_CONTAINS = _Shape("CONTAINS", "conversation", "intent")
_TRIGGERS = _Shape("TRIGGERS", "concern", "intent")


def build_aggregated_edges(
    website_id: str, found: Aggregates, names: Mapping[str, str]
) -> dict[str, list[Row]]:
    """Edges counted over the window, by type.

    Args:
        website_id: the tenant.
        found: the aggregated rows.
        names: brand id to name, for `competitor_mentioned`.
    """
    rows = {
        **vars(found),
        "ignores": [
            {**row, "competitor_mentioned": names.get(row["competitor_brand_id"])}
            for row in found.ignores
        ],
        "co_mentions": [_mark_lift(row) for row in found.co_mentions],
    }
    return {
        shape.kind: _edges(shape, website_id, rows[name]) for name, shape in _AGGREGATED.items()
    }


def build_competition(website_id: str, relations: Mapping[tuple[str, str], str]) -> list[Row]:
    """COMPETES_WITH edges, small id first; `primary_brand_id` says whose competitor it is.

    Args:
        website_id: the tenant.
        relations: (own brand id, other brand id) to direct, substitute or indirect.
    """
    rows = [
        {
            "a": min(pair),
            "b": max(pair),
            "primary_brand_id": pair[0],
            "relationship_type": kind,
            "llm_provider": "all",
        }
        for pair, kind in relations.items()
    ]
    return _edges(_COMPETES, website_id, rows)


def build_placements(website_id: str, places: Iterable[Row]) -> list[Row]:
    """PLACES edges from the website's publication to each brand: its community and centrality.

    Args:
        website_id: the tenant; a brand that several websites share has a place in each.
        places: rows of `place_brands`.
    """
    return _edges(_PLACES, website_id, [{"website_id": website_id, **row} for row in places])


def build_audience_edges(
    website_id: str,
    nodes: Mapping[str, Sequence[Row]],
    conversations: Iterable[Row],
    prompts: Iterable[Row],
) -> dict[str, list[Row]]:
    """HAS_CONCERN, INITIATES, CONTAINS and TRIGGERS among the nodes given.

    Args:
        website_id: the tenant.
        nodes: node rows by label.
        conversations: lake rows; those without a node are left out.
        prompts: lake rows; those without a node are left out.
    """
    there = {label: {str(row.get("id")) for row in found} for label, found in nodes.items()}
    held = [row for row in conversations if row["id"] in there["Conversation"]]
    asked = [row for row in prompts if row["id"] in there["Intent"]]
    concerns = {icp["id"]: _concerns(icp) for icp in nodes["ICP"]}
    return {
        "HAS_CONCERN": _edges(_HAS_CONCERN, website_id, _has_concern(concerns)),
        "INITIATES": _edges(_INITIATES, website_id, _initiates(held, concerns)),
        "CONTAINS": _edges(_CONTAINS, website_id, _contains(asked, there["Conversation"])),
        "TRIGGERS": _edges(_TRIGGERS, website_id, _triggers(concerns, held, asked)),
    }


def _concerns(icp: Row) -> dict[str, str]:
    """Concern id to words, most pressing first, each once."""
    found: dict[str, str] = {}
    for text in icp["pain_points"]:
        found.setdefault(concern_id(icp["website_id"], text), text)
    return found


def _has_concern(concerns: Mapping[str, Mapping[str, str]]) -> list[Row]:
    return [
        {"icp": icp, "concern": one, "priority": priority}
        for icp, found in concerns.items()
        for priority, one in enumerate(found, start=1)
    ]


def _initiates(conversations: Iterable[Row], icps: Container[str]) -> list[Row]:
    return [
        {"icp": row["icp_id"], "conversation": row["id"]}
        for row in conversations
        if row["icp_id"] in icps
    ]


def _contains(prompts: Iterable[Row], conversations: Container[str]) -> list[Row]:
    return [
        {
            "conversation": row["conversation_id"],
            "intent": row["id"],
            "sequence_order": row["sequence_order"],
        }
        for row in prompts
        if row["conversation_id"] in conversations
    ]


def _triggers(
    concerns: Mapping[str, Mapping[str, str]], conversations: Iterable[Row], prompts: Iterable[Row]
) -> list[Row]:
    matches = {
        row["id"]: match_concern(
            row["topic"], row["context"], tuple(concerns.get(row["icp_id"], {}).items())
        )
        for row in conversations
    }
    return [
        {"concern": match[0], "intent": row["id"], "shared_words": match[1]}
        for row in prompts
        if (match := matches.get(row["conversation_id"]))
    ]


def _mark_lift(row: Row) -> Row:
    return {
        **row,
        "is_thin": row["topic_count"] < THIN_BELOW_TOPICS,
        "lift_method": None if row["lift_low"] is None else LIFT_METHOD,
    }


def _edges(shape: _Shape, website_id: str, rows: Iterable[Row]) -> list[Row]:
    edges = [_edge(shape, website_id, row) for row in rows]
    return sorted(edges, key=lambda edge: str(edge["id"]))


def _edge(shape: _Shape, website_id: str, row: Row) -> Row:
    ends = (row[shape.start], row[shape.end])
    key = (row[name] for name in shape.key)
    rest = {name: value for name, value in row.items() if name not in (shape.start, shape.end)}
    return {
        "id": derived_id(date(1970, 1, 1), shape.kind, website_id, *ends, *key),
        "start": ends[0],
        "end": ends[1],
        "properties": compact(**rest),
    }
