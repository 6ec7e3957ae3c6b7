"""What nodes and relationships are made of, and who may see it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from onevice_assets.entertainment.entities.assembling.protect import (
    choose_open,
    read_protection,
)
from onevice_assets.entertainment.entities.linkage.mentions import Entity
from onevice_assets.entertainment.entities.names.write_names import name_key
from onevice_assets.entertainment.entities.resolving.gather import Gathered, Row
from onevice_assets.entertainment.entities.resolving.resolve import Resolution
from onevice_assets.entertainment.graph.model.levels import Protection, join_protections
from onevice_assets.entertainment.graph.model.rows import make_node_id

TIED_ONLY = ("Organization", "Union", "CreativeConcept", "Project")
"""Labels whose nodes say nothing alone: a company that is only named has no edge of the model."""


@dataclass(frozen=True)
class Sources:
    """What nodes are made of.

    Attributes:
        gathered: what stands.
        resolution: who is one.
        tied: node's id → who may see each relationship of it.
    """

    gathered: Gathered
    resolution: Resolution
    tied: Mapping[str, Sequence[Protection]] = field(default_factory=dict)

    @cached_property
    def naming(self) -> Mapping[str, Sequence[Row]]:
        """Documents that name each entity, in the order they came."""
        found: dict[str, dict[str, Row]] = {}
        for row in self.gathered.entities:
            if entity := self.resolution.entity_of.get(row["id"]):
                found.setdefault(entity, {})[row["document_file_id"]] = row
        return {
            entity: [one for one in self.gathered.documents if one["id"] in files]
            for entity, files in found.items()
        }

    @cached_property
    def told(self) -> Mapping[str, Sequence[Row]]:
        """Rows of `document_entities` of each entity."""
        found: dict[str, list[Row]] = {}
        for row in self.gathered.entities:
            if entity := self.resolution.entity_of.get(row["id"]):
                found.setdefault(entity, []).append(row)
        return found

    def protection(self, label: str, entity: str) -> Protection:
        """Who may see an entity: whoever may see that it is named, or what ties it to others."""
        if label in TIED_ONLY:
            return join_protections(self.tied.get(make_node_id(label, entity), ()))
        return self._named_for(entity)

    def times(self, label: str, entity: str) -> dict[str, datetime | bool]:
        """When an entity was first and last told of, by documents as open as its node."""
        own = self.protection(label, entity)
        told = choose_open(self.naming[entity], own, read_protection) or self.naming[entity]
        return {
            "createdAt": min(one["first_at"] for one in told),
            "updatedAt": max(one["created_at"] for one in told),
            "isActive": True,
        }

    def name(self, entity: Entity[Any]) -> str:
        """How an entity is called: as it is resolved, if its most open documents spell it so."""
        seen = self.open_rows(entity.id, self._named_for(entity.id))
        keys = Counter(name_key(one["name"]) for one in seen)
        if not keys or name_key(entity.name) in keys:
            return entity.name
        names = sorted({one["name"] for one in seen})
        return str(max(names, key=lambda name: (keys[name_key(name)], len(name), name)))

    def open_rows(self, entity: str, own: Protection) -> list[Row]:
        """Rows of `document_entities` of an entity, of documents as open as it is."""
        return choose_open(self.told[entity], own, self.protection_in)

    def protection_in(self, row: Row) -> Protection:
        """Of a row that a document has."""
        return read_protection(self.gathered.by_file[row["document_file_id"]])

    def node_id(self, kind: str, document_entity: str) -> str | None:
        """Id of the node that a name in a document is of."""
        entity = self.resolution.entity_of.get(document_entity)
        return make_node_id(kind, entity) if entity else None

    def _named_for(self, entity: str) -> Protection:
        return join_protections(read_protection(one) for one in self.naming[entity])
