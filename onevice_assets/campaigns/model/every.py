"""All labels of clients and all relationships, by name."""

from __future__ import annotations

from onevice_assets.campaigns.model import attribution, content, learnings, performance
from onevice_assets.campaigns.model.kinds import Node, Relationship

NODES: dict[str, Node] = {
    one.label: one for one in (content.CONTENT, *performance.EVERY, *attribution.EVERY)
}
RELATIONSHIPS: dict[str, Relationship] = {
    one.key: one
    for one in (*content.EDGES, *performance.EDGES, *learnings.EDGES, *attribution.EDGES)
}
