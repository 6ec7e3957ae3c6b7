"""Node rows of a website's part of the graph: plain dictionaries, keyed by the node's own key.

Global nodes (Brand, BeliefType, LLMProvider) belong to nobody; all others carry `website_id`.
Nulls are left out, maps become JSON text: a graph stores scalars and lists of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from onevice_assets.brand_monitor.graph.match_concerns import categorize_concern, concern_id
from onevice_assets.brand_monitor.graph.read_window import Audience

Row = dict[str, Any]


def build_icp_nodes(audience: Audience, kept: set[str]) -> list[Row]:
    """ICP nodes: the active ones and those that `kept` names."""
    return [
        compact(
            id=icp["id"],
            website_id=icp["website_id"],
            name=icp["name"],
            demographics=json.dumps(json.loads(icp["demographics"]), sort_keys=True),
            pain_points=read_texts(icp["pain_points"]),
            goals=read_texts(icp["goals"]),
            buying_journey_stage=icp["buying_journey_stage"],
            sequence_number=icp["sequence_number"],
            is_active=icp["is_active"],
        )
        for icp in _chosen(audience.icps, kept)
    ]


def build_conversation_nodes(audience: Audience, kept: set[str]) -> list[Row]:
    """Conversation nodes: the active ones and those that `kept` names."""
    shown = ("id", "website_id", "topic", "context", "locale", "is_core_conversation", "is_active")
    return [
        compact(**{name: conversation[name] for name in shown})
        for conversation in _chosen(audience.conversations, kept)
    ]


def build_intent_nodes(audience: Audience, kept: set[str]) -> list[Row]:
    """Intent nodes, one per prompt: the active ones and those that `kept` names."""
    classes = {row["prompt_id"]: row for row in audience.classifications}
    shown = ("intent_type", "funnel_stage", "buying_signal", "trust_need")
    return [
        compact(
            id=prompt["id"],
            website_id=prompt["website_id"],
            prompt_id=prompt["id"],
            query_text=prompt["prompt_text"],
            is_branded=prompt["is_branded"],
            is_active=prompt["is_active"],
            **{name: classes.get(prompt["id"], {}).get(name) for name in shown},
        )
        for prompt in _chosen(audience.prompts, kept)
    ]


def build_concern_nodes(icps: Iterable[Mapping[str, Any]]) -> list[Row]:
    """Concern nodes of the ICP nodes given; the shortest spelling describes one."""
    found: dict[str, Row] = {}
    spelt = [(text, icp["website_id"]) for icp in icps for text in icp["pain_points"]]
    for text, website_id in sorted(spelt, key=lambda one: (len(one[0]), one)):
        identifier = concern_id(website_id, text)
        found.setdefault(
            identifier,
            {
                "id": identifier,
                "website_id": website_id,
                "description": text,
                "category": categorize_concern(text),
            },
        )
    return sorted(found.values(), key=lambda row: str(row["id"]))


def read_texts(column: str) -> list[str]:
    """Texts of a JSON list column; anything that is no text or blank is left out."""
    return [one for one in json.loads(column) if isinstance(one, str) and one.strip()]


def compact(**properties: Any) -> Row:
    """Properties without nulls: a graph has no null property."""
    return {name: value for name, value in properties.items() if value is not None}


def _chosen(rows: Iterable[Row], kept: set[str]) -> list[Row]:
    chosen = [row for row in rows if row["is_active"] or row["id"] in kept]
    return sorted(chosen, key=lambda row: row["id"])
