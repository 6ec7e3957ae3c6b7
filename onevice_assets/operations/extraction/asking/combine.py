"""A model's reading beside that of the rules: forms stay as the rules read them."""

from __future__ import annotations

from dataclasses import replace

from onevice_assets.operations.extraction.asking.read_reply import ModelReading
from onevice_assets.operations.extraction.extracted import (
    TYPES,
    Attribute,
    Entity,
    Extracted,
    Relation,
    fold_key,
)

_ONE = (("Equipment", "driver"), ("Load", "driver"), ("Load", "customer"), ("Invoice", "billed_to"))
_MAIN = {"invoice": "Invoice", "rate_confirmation": "Load", "maintenance_order": "Equipment"}


def wants_model(read: Extracted) -> bool:
    """Whether a document is worth a call: free text, or a form whose main entity is missing."""
    main = _MAIN.get(read.kind)
    return main is None or all(one.type != main for one in read.entities)


def combine(read: Extracted, told: ModelReading) -> Extracted:
    """Both readings of one document as one.

    An entity that both name stands once, under the longer name of a person; properties that rules
    read stay. Of a relation that holds one at a time the model's stands, since free text is what
    it is asked about.
    """
    entities = list(read.entities)
    now: dict[str, Entity] = {}
    for one in told.entities:
        place = next((n for n, known in enumerate(entities) if _is_same(known, one)), None)
        if place is None:
            entities.append(one)
        else:
            entities[place] = _join(entities[place], one)
    for entity in (*read.entities, *told.entities):
        now[entity.subject] = next(one for one in entities if _is_same(one, entity))
    entities.sort(key=lambda one: (TYPES.index(one.type), one.spans[0]))
    ours = [one for one in read.relations if not _is_overruled(one, told)]
    relations: dict[tuple[str, str, str], Relation] = {}
    for relation in (*told.relations, *ours):
        subject, object_ = now[relation.subject.subject], now[relation.object.subject]
        fitted = replace(relation, subject=subject, object=object_)
        relations.setdefault((subject.subject, relation.relation, object_.subject), fitted)
    return replace(read, entities=tuple(entities), relations=tuple(relations.values()))


def _is_same(one: Entity, other: Entity) -> bool:
    """One key, or two people of whom one is named within the other's name."""
    if one.type != other.type:
        return False
    if fold_key(one.type, one.name) == fold_key(one.type, other.name):
        return True
    return one.type == "Driver" and any(
        a.start < b.end and b.start < a.end for a in one.spans for b in other.spans
    )


def _join(known: Entity, told: Entity) -> Entity:
    longer = told if known.type == "Driver" and len(told.name) > len(known.name) else known
    attributes: dict[str, Attribute] = {one.name: one for one in told.attributes}
    attributes |= {one.name: one for one in known.attributes}
    return replace(
        known,
        key=longer.key,
        name=longer.name,
        spans=tuple(sorted({*known.spans, *told.spans})),
        attributes=tuple(sorted(attributes.values(), key=lambda one: one.span)),
    )


def _is_overruled(ours: Relation, told: ModelReading) -> bool:
    if (ours.subject.type, ours.relation) not in _ONE:
        return False
    return any(
        one.relation == ours.relation and _is_same(one.subject, ours.subject)
        for one in told.relations
    )
