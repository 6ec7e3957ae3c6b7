"""What goes to Pinecone and comes back: names, records, filters, and batches of what it takes.

A namespace holds one tenant's entries of one kind by one model:
`brand_monitor_pages-{organization_id}--{model}`. A record's id tells its place, because Pinecone
lists by prefix only: `{website_id}#{day or standing}#{entry id}`.
https://docs.pinecone.io/reference/api/database-limits/operation-limits
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from resources.embedding.embedder import qualify
from resources.errors import InputError
from resources.vector_index.vector_index import TENANT_FIELDS, Entry, Found

if TYPE_CHECKING:
    from resources.vector_index.vector_index import Collection, Place, Value, Within

MOST_VECTORS: Final = 1_000
MOST_BYTES: Final = 2 * 1024 * 1024
_ROOM: Final = 4 * 1024  # for what surrounds the records of a request
_MOST_METADATA_BYTES: Final = 40 * 1024
_OWN: Final = {*TENANT_FIELDS, "day_number", "text", "content_hash"}
_NAMESPACE: Final = re.compile(
    r"(?P<base>.+)-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?P<by>--.+)?"
)

Record = dict[str, Any]


def namespace_of(collection: Collection, organization_id: str) -> str:
    """Namespace of a tenant's entries."""
    return qualify(f"{collection.base}-{organization_id}", collection.model)


def collection_of(namespace: str) -> str | None:
    """Name of the collection that a namespace belongs to; none where it is not made by us."""
    found = _NAMESPACE.fullmatch(namespace)
    return f"{found['base']}{found['by'] or ''}" if found else None


def prefix_of(place: Place) -> str:
    """What the ids of a place's records begin with."""
    return f"{place.website_id}#{place.day.isoformat() if place.day else 'standing'}#"


def to_record(place: Place, entry: Entry) -> Record:
    """An entry as Pinecone holds it: its metadata flat beside the tenant, days as numbers.

    Raises:
        InputError: its metadata is larger than Pinecone takes; nothing was written.
    """
    metadata: dict[str, Value] = {
        **entry.metadata,
        "organization_id": place.organization_id,
        "website_id": place.website_id,
        "text": entry.text,
        "content_hash": entry.content_hash,
    }
    if place.day:
        metadata["day_number"] = _number(place.day)
    size = len(json.dumps(metadata, ensure_ascii=False).encode())
    if size > _MOST_METADATA_BYTES:
        raise InputError(
            f"Entry {entry.id} has {size:,} bytes of text and metadata; Pinecone takes "
            f"{_MOST_METADATA_BYTES:,}. Nothing was written: cut the text to shorter pieces."
        )
    values = [] if entry.vector is None else entry.vector.tolist()
    return {"id": f"{prefix_of(place)}{entry.id}", "values": values, "metadata": metadata}


def to_entry(record_id: str, values: Sequence[float] | None, metadata: Mapping[str, Any]) -> Entry:
    """An entry from what Pinecone holds."""
    import numpy as np

    return Entry(
        id=record_id.rpartition("#")[2],
        text=metadata["text"],
        content_hash=metadata["content_hash"],
        metadata=_own(metadata),
        vector=None if values is None else np.asarray(values, np.float32),
    )


def to_found(record_id: str, score: float, metadata: Mapping[str, Any]) -> Found:
    """A result from what Pinecone found."""
    website_id, day, entry_id = record_id.split("#")
    moment = None if day == "standing" else date.fromisoformat(day)
    return Found(entry_id, score, website_id, moment, metadata["text"], _own(metadata))


def within_filter(collection: Collection, within: Within) -> dict[str, Any]:
    """What a search may see; the organization too, though its namespace holds no other."""
    within.check_fields(collection)
    found: dict[str, Any] = {"organization_id": {"$eq": within.organization_id}}
    if within.website_id is not None:
        found["website_id"] = {"$eq": within.website_id}
    days = {}
    if within.since:
        days["$gte"] = _number(within.since)
    if within.until:
        days["$lte"] = _number(within.until)
    if days:
        found["day_number"] = days
    return {**found, **{name: {"$in": list(values)} for name, values in within.where.items()}}


def batches(records: Iterable[Record]) -> Iterator[list[Record]]:
    """Records in batches of at most 1,000 and 2 MB as JSON."""
    batch: list[Record] = []
    room = MOST_BYTES - _ROOM
    for record in records:
        size = len(json.dumps(record, ensure_ascii=True)) + 2
        if batch and (len(batch) == MOST_VECTORS or size > room):
            yield batch
            batch, room = [], MOST_BYTES - _ROOM
        batch.append(record)
        room -= size
    if batch:
        yield batch


def _number(day: date) -> int:
    """A day as 20261121: Pinecone compares numbers, not texts."""
    return day.year * 10_000 + day.month * 100 + day.day


def _own(metadata: Mapping[str, Any]) -> dict[str, Value]:
    """The entry's own metadata; Pinecone gives whole numbers back as floats."""
    return {
        name: int(value) if isinstance(value, float) and value.is_integer() else value
        for name, value in metadata.items()
        if name not in _OWN
    }
