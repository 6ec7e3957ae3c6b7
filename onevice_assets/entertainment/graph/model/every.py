"""All labels and relationships, by name."""

from __future__ import annotations

from dataclasses import replace

from onevice_assets.entertainment.graph.model import person_edges, project_edges
from onevice_assets.entertainment.graph.model.concepts import CREATIVE_CONCEPT
from onevice_assets.entertainment.graph.model.documents import DOCUMENT
from onevice_assets.entertainment.graph.model.kinds import Node, Relationship, all_of
from onevice_assets.entertainment.graph.model.levels import OF_EDGES
from onevice_assets.entertainment.graph.model.organizations import ORGANIZATION, UNION
from onevice_assets.entertainment.graph.model.people import PERSON
from onevice_assets.entertainment.graph.model.projects import PROJECT

NODES: dict[str, Node] = {
    one.label: one for one in (PERSON, PROJECT, ORGANIZATION, DOCUMENT, CREATIVE_CONCEPT, UNION)
}
RELATIONSHIPS: dict[str, Relationship] = {
    one.type: replace(one, properties=all_of(one.properties, OF_EDGES))
    for one in (*person_edges.EDGES, *project_edges.EDGES)
}
