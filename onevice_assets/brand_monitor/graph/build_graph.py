"""A website's part of the graph as plain rows: pure, from lake rows and decisions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from onevice_assets.brand_monitor.graph.aggregate_window import Aggregates
from onevice_assets.brand_monitor.graph.build_edges import (
    build_aggregated_edges,
    build_audience_edges,
    build_competition,
    build_placements,
)
from onevice_assets.brand_monitor.graph.build_nodes import (
    build_concern_nodes,
    build_conversation_nodes,
    build_icp_nodes,
    build_intent_nodes,
    compact,
)
from onevice_assets.brand_monitor.graph.classify_competition import classify_competition
from onevice_assets.brand_monitor.graph.place_brands import place_brands
from onevice_assets.brand_monitor.graph.read_window import Audience, Window
from resources.identity import normalize_brand_name

Row = dict[str, Any]


@dataclass(frozen=True)
class KnownBrand:
    """A brand of the control plane: its spelling and facts win over what answers say."""

    id: str
    name: str
    domain: str | None = None
    industry: str | None = None


@dataclass(frozen=True)
class Decisions:
    """What people decided that the graph needs, as of the published day.

    Attributes:
        website_id: the tenant.
        own: ids of the website's own brands.
        competitors: id of each tracked competitor to its relationship type, or `None`.
        brands: every brand of the control plane, by id.
    """

    website_id: str
    own: tuple[str, ...]
    competitors: Mapping[str, str | None]
    brands: Mapping[str, KnownBrand]


@dataclass(frozen=True)
class GraphRows:
    """Everything one website publishes: node rows by label, edge rows by type.

    Attributes:
        period: first and last day of the window that the aggregated edges stand for; none of a
            website that was never published.
    """

    website_id: str
    period: tuple[date, date] | None
    nodes: dict[str, list[Row]]
    edges: dict[str, list[Row]]


def build_graph(
    window: Window, audience: Audience, decisions: Decisions, found: Aggregates
) -> GraphRows:
    """Build node and edge rows.

    Superseded ICPs, conversations and prompts are left out unless an edge of the window still
    refers to them (then their conversation and ICP stay too, marked `is_active = false`).

    Args:
        window: the period the aggregates stand for.
        audience: the website's ICPs, conversations, prompts and classifications.
        decisions: tracked brands and competitor relationships.
        found: the window's aggregates.
    """
    relations = classify_competition(
        decisions.own, decisions.competitors, audience.sites_competitors, found
    )
    brands = _brand_nodes(decisions, found)
    names = {row["id"]: row["name"] for row in brands}
    edges = build_aggregated_edges(decisions.website_id, found, names)
    edges["COMPETES_WITH"] = build_competition(decisions.website_id, relations)
    pairs = [row for row in found.co_mentions if row["llm_provider"] == "all"]
    edges["PLACES"] = build_placements(decisions.website_id, place_brands(names, pairs))
    nodes = {
        "Brand": brands,
        "LLMProvider": [_provider_node(row) for row in found.providers],
        "BeliefType": [{"type": kind} for kind in sorted({r["belief"] for r in found.beliefs})],
        **_audience_nodes(audience, _referenced_intents(edges)),
    }
    edges |= build_audience_edges(
        decisions.website_id, nodes, audience.conversations, audience.prompts
    )
    period = (window.period_start, window.period_end)
    return GraphRows(decisions.website_id, period, nodes, edges)


def count_rows(rows: Mapping[str, Sequence[object]]) -> dict[str, int]:
    """Rows by label or type, in the order given."""
    return {name: len(found) for name, found in rows.items()}


def _brand_nodes(decisions: Decisions, found: Aggregates) -> list[Row]:
    """Brands the answers speak of, and those that are tracked though no answer does."""
    read = {row["brand_id"]: KnownBrand(row["brand_id"], row["name"]) for row in found.brands}
    tracked = {*decisions.own, *decisions.competitors}
    known = {one: decisions.brands[one] for one in {*read, *tracked} if one in decisions.brands}
    return [
        compact(
            id=brand.id,
            name=brand.name,
            normalized_name=normalize_brand_name(brand.name),
            domain=brand.domain,
            industry=brand.industry,
            is_known=brand.id in known,
        )
        for _, brand in sorted({**read, **known}.items())
    ]


def _provider_node(row: Row) -> Row:
    return {"id": row["llm_id"], "name": row["name"], "model": row["model"]}


def _audience_nodes(audience: Audience, referenced: set[str]) -> dict[str, list[Row]]:
    intents = build_intent_nodes(audience, referenced)
    kept = _parents(audience.prompts, intents, "conversation_id")
    conversations = build_conversation_nodes(audience, kept)
    icps = build_icp_nodes(audience, _parents(audience.conversations, conversations, "icp_id"))
    return {
        "ICP": icps,
        "Conversation": conversations,
        "Intent": intents,
        "Concern": build_concern_nodes(icps),
    }


def _parents(rows: Iterable[Row], nodes: Iterable[Row], column: str) -> set[str]:
    chosen = {node["id"] for node in nodes}
    return {row[column] for row in rows if row["id"] in chosen}


def _referenced_intents(edges: Mapping[str, Iterable[Row]]) -> set[str]:
    ranked = {edge["end"] for edge in edges["RANKS_FOR"]}
    named = {e["properties"]["intent_id"] for k in ("RECOMMENDS", "IGNORES") for e in edges[k]}
    return ranked | named
