"""What of a model's reply about a document stands: only what the document says itself.

A name or quote that the document does not have is dropped and counted; a value is read from the
quoted words by the rules, whatever the model makes of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

from onevice_assets.operations.extraction.extracted import (
    ATTRIBUTES,
    RELATIONS,
    TYPES,
    Attribute,
    Entity,
    Relation,
    Span,
    Type,
    fold_key,
)
from onevice_assets.operations.extraction.page import Page
from onevice_assets.operations.extraction.values.read_value import read_value
from resources.errors import ProviderError
from resources.llm.structured import read_object

_NUMBERED = ("Invoice", "Load", "Equipment")
_MOST_LETTERS, _MOST_WORDS = 80, 8
_NO_NAME = re.compile(r"[<>{}\[\]|=\n;!?]")
_ENVELOPE = {
    "type": "object",
    "properties": {"entities": {"type": "array"}, "relations": {"type": "array"}},
    "required": ["entities"],
}


@dataclass(frozen=True, slots=True)
class ModelReading:
    """What of a reply stands, and the words of it that are not in the document."""

    entities: tuple[Entity, ...] = ()
    relations: tuple[Relation, ...] = ()
    invented: tuple[str, ...] = ()


def read_reply(reply: str, page: Page) -> ModelReading:
    """What a reply to `build_call` tells that the document really says.

    Raises:
        ProviderError: when the reply is no JSON object with a list of entities.
    """
    value, why = read_object(reply, _ENVELOPE)
    if value is None:
        raise ProviderError(f"The reply cannot be read: {why}.")
    invented: list[str] = []
    entities: dict[tuple[str, str], Entity] = {}
    for row in _rows(value.get("entities")):
        if entity := _read_entity(row, page, invented):
            entities.setdefault((entity.type, fold_key(entity.type, entity.key)), entity)
    relations = tuple(
        _read_relations(value.get("relations"), page, list(entities.values()), invented)
    )
    return ModelReading(tuple(entities.values()), relations, tuple(invented))


def _rows(rows: object) -> Iterator[Mapping[str, Any]]:
    for one in rows if isinstance(rows, list) else ():
        if isinstance(one, dict):
            yield one


def _said(value: object) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def _find(page: Page, said: str) -> list[Span]:
    """Every place of some words, whatever their case and the spaces between them."""
    words = r"\s+".join(re.escape(word) for word in said.split())
    if not words:
        return []
    shape = re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE)
    return [page.span(*match.span()) for match in shape.finditer(page.raw)]


def _read_entity(row: Mapping[str, Any], page: Page, invented: list[str]) -> Entity | None:
    name, type_ = _said(row.get("name")), row.get("type")
    spans = _find(page, name) if _is_name(name, type_) else []
    if type_ not in TYPES or not spans:
        invented.append(name[:_MOST_LETTERS])
        return None
    entity = Entity(cast(Type, type_), name, name, tuple(spans))
    attributes: dict[str, Attribute] = {}
    for told in _rows(row.get("attributes")):
        attribute = _read_attribute(told, entity, page)
        if attribute is None:
            invented.append(_said(told.get("quote"))[:_MOST_LETTERS])
        else:
            attributes.setdefault(attribute.name, attribute)
    return replace(entity, attributes=tuple(sorted(attributes.values(), key=lambda one: one.span)))


def _is_name(name: str, type_: object) -> bool:
    """Whether words may be a name: few, without marks of sentences; a number has a digit."""
    short = 0 < len(name) <= _MOST_LETTERS and len(name.split()) <= _MOST_WORDS
    has_digit = any(c.isdigit() for c in name)
    fits = has_digit if type_ in _NUMBERED else any(c.isalpha() for c in name)
    return short and fits and not _NO_NAME.search(name)


def _read_attribute(row: Mapping[str, Any], entity: Entity, page: Page) -> Attribute | None:
    name, quote = row.get("name"), _said(row.get("quote"))
    if name not in ATTRIBUTES[entity.type]:
        return None
    places = sorted(_find(page, quote), key=lambda span: abs(span.start - entity.spans[0].start))
    for place in places:
        if told := read_value(page, str(name), place.start, place.end):
            return Attribute(str(name), told[0], page.span(told[1], told[2]))
    return None


def _read_relations(
    rows: object, page: Page, entities: list[Entity], invented: list[str]
) -> Iterator[Relation]:
    """Relations between verified entities of the right types, whose quote names the object."""
    for row in _rows(rows):
        quote = _find(page, _said(row.get("quote")))
        found = False
        for subject in _named(entities, row.get("subject")):
            for object_ in _named(entities, row.get("object")):
                name = str(row.get("relation"))
                span = next((s for q in quote for s in object_.spans if _is_in(s, q)), None)
                if RELATIONS.get((subject.type, name)) == object_.type and span:
                    found = True
                    yield Relation(subject, name, object_, _since(page, quote), span)
        if not found:
            invented.append(_said(row.get("quote"))[:_MOST_LETTERS])


def _named(entities: list[Entity], name: object) -> list[Entity]:
    said = _said(name)
    return [one for one in entities if fold_key(one.type, one.key) == fold_key(one.type, said)]


def _is_in(span: Span, other: Span) -> bool:
    return other.start <= span.start and span.end <= other.end


def _since(page: Page, quotes: list[Span]) -> str:
    """The moment within the quoted words; else the day the document was said."""
    for quote in quotes:
        if moment := page.times.within(quote.start, quote.end):
            return moment.value
    return page.said_on.isoformat() if page.said_on else ""
