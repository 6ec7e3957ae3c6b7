"""How an index is declared: its fields as data, its mapping and its checksum from them.

Every text can be found in two ways: as English (stemmed, without stop words) and as it stands, so
that a page in another language is not lost. One of the two is the seed's own field, the other a
sub-field: `content` is English and `content.any` plain, `context` plain and `context.english`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["keyword", "text", "english", "integer", "date", "nested"]

ENGLISH = "english"
PLAIN = "standard"
# what stands in where a node has no English analyzer (see docs/decisions on search)
FALLBACK_ANALYZER = {"type": "custom", "tokenizer": "standard", "filter": ["lowercase", "stop"]}

_SUB_FIELDS: Mapping[str, dict[str, Any]] = {
    "english": {"any": {"type": "text", "analyzer": PLAIN}},
    "text": {"english": {"type": "text", "analyzer": ENGLISH}},
}


@dataclass(frozen=True)
class Field:
    """One field of a document.

    Attributes:
        name: as in the document.
        kind: `english` is a text whose main form is English, `nested` a list of objects.
        weight: how much a hit in this text counts, 1 and more.
        is_body: too long to come back with every hit.
        fields: of the objects, where `kind` is `nested`.
    """

    name: str
    kind: Kind
    weight: int = 1
    is_body: bool = False
    fields: tuple[Field, ...] = ()

    def mapping(self) -> dict[str, Any]:
        """The field as Elasticsearch writes it."""
        if self.kind == "nested":
            inner = {one.name: one.mapping() for one in self.fields}
            # in the root too, so that one query spans a page and what it offers
            return {"type": "nested", "include_in_root": True, "properties": inner}
        if self.kind in _SUB_FIELDS:
            analyzer = {"analyzer": ENGLISH} if self.kind == "english" else {}
            return {"type": "text", **analyzer, "fields": _SUB_FIELDS[self.kind]}
        return {"type": self.kind}


TENANT_FIELDS = (
    Field("id", "keyword"),
    Field("organization_id", "keyword"),
    Field("website_id", "keyword"),
    Field("day", "date"),
)


@dataclass(frozen=True)
class IndexDeclaration:
    """One index at one version.

    Attributes:
        name: what callers name it by: `website_content`.
        version: of its fields, 1 and more; a changed field needs a new one.
        own_fields: beside those that every document has.
    """

    name: str
    version: int
    own_fields: tuple[Field, ...]

    @property
    def fields(self) -> tuple[Field, ...]:
        """Every field, those of the tenant first."""
        return TENANT_FIELDS + self.own_fields

    @property
    def names(self) -> frozenset[str]:
        """Names of the fields a document may have."""
        return frozenset(one.name for one in self.fields)

    @property
    def keywords(self) -> tuple[str, ...]:
        """Fields that can be filtered and counted by."""
        return tuple(one.name for one in self.fields if one.kind == "keyword")

    @property
    def bodies(self) -> tuple[str, ...]:
        """Fields too long to come back with every hit."""
        return tuple(one.name for one in self.fields if one.is_body)

    def texts(self) -> Iterator[tuple[str, Field]]:
        """Every text field with its path, those of nested objects too."""
        for one in self.own_fields:
            if one.kind == "nested":
                yield from ((f"{one.name}.{inner.name}", inner) for inner in one.fields)
            elif one.kind in _SUB_FIELDS:
                yield one.name, one

    def mapping(self) -> dict[str, Any]:
        """The mapping; a field that is not declared is refused, never guessed."""
        return {
            "dynamic": "strict",
            "properties": {one.name: one.mapping() for one in self.fields},
        }

    @property
    def checksum(self) -> str:
        """SHA-256 of what is declared."""
        declared = {"mapping": self.mapping(), "weights": [one.weight for one in self.fields]}
        return hashlib.sha256(json.dumps(declared, sort_keys=True).encode()).hexdigest()


def list_texts(document: Mapping[str, Any], path: str) -> list[str]:
    """The texts at a path of a document: none, one, or one of each nested object."""
    head, _, rest = path.partition(".")
    value = document.get(head)
    if rest:
        return [text for one in value or () for text in list_texts(one, rest)]
    return [value] if isinstance(value, str) and value else []
