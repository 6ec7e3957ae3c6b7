"""The declarations as a page for people: `docs/campaign-memory.md`."""

from __future__ import annotations

from collections.abc import Iterable

from onevice_assets.campaigns.model.every import NODES, RELATIONSHIPS
from onevice_assets.campaigns.model.kinds import (
    DROOM,
    IDENTITY,
    OWNERS,
    Node,
    Property,
    Relationship,
)
from onevice_assets.campaigns.model.schema import keys_and_indexes
from onevice_assets.campaigns.model.shared import NARRATIVE_ELEMENTS, SHARED

_HEAD = """# The campaign memory's graph

Written by `scripts/write_campaign_memory.py` from `onevice_assets/campaigns/model`. Every node has
the label `:Droom`; those of a client have `brand_id`. Why: ADR 31.
"""


def tell_model() -> str:
    """Markdown: what every node has, each label, each relationship, shared nodes, the schema."""
    return "\n".join(
        (
            _HEAD,
            f"## Every node of a client\n\n{_tell_table(IDENTITY)}",
            *(_tell_node(one) for one in NODES.values()),
            f"## Every relationship\n\n{_tell_table(OWNERS)}",
            *(_tell_edge(one) for one in RELATIONSHIPS.values()),
            _tell_shared(),
            _tell_schema(),
        )
    )


def _tell_node(node: Node) -> str:
    sorts = f":{'/'.join(node.sorts)}" if node.sorts else ""
    return f"## :{DROOM}:{node.label}{sorts}\n\n{_tell_table(node.properties)}"


def _tell_edge(edge: Relationship) -> str:
    head = f"## ({edge.start})-[{edge.type}]->({edge.end})\n"
    table = f"{head}\n{_tell_table(edge.properties)}" if edge.properties else head
    return (
        f"{table}\nSeveral between the same two nodes, one for each `id`.\n"
        if edge.has_several
        else table
    )


def _tell_shared() -> str:
    lines = [f"| :{DROOM}:{label} | {', '.join(names)} |" for label, names in SHARED.items()]
    seen = [f"| {name} | {what} |" for name, what in NARRATIVE_ELEMENTS.items()]
    return "\n".join(
        (
            "## Shared by all clients\n\n| nodes | names |\n| --- | --- |",
            *lines,
            "\n| NarrativeElement | what has to be seen |\n| --- | --- |",
            *seen,
            "",
        )
    )


def _tell_schema() -> str:
    return "\n".join(("## Constraint and indexes\n\n```cypher", *keys_and_indexes(), "```", ""))


def _tell_table(properties: Iterable[Property]) -> str:
    rows = [f"| `{one.name}` | {one.kind} | {_tell_meaning(one)} |" for one in properties]
    return "\n".join(("| property | type | meaning |", "| --- | --- | --- |", *rows, ""))


def _tell_meaning(one: Property) -> str:
    told = one.meaning.replace("|", "\\|")
    return f"{told}: {', '.join(one.values)}" if one.values else told
