"""What goes to Qdrant and comes back: filters, points, and how a collection is made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from resources.vector_index.vector_index import TENANT_FIELDS, Actual, Entry, Found

if TYPE_CHECKING:
    from qdrant_client import models

    from resources.vector_index.vector_index import Collection, Place, Within

_OWN: Final = {*TENANT_FIELDS, "text", "content_hash"}
_QUANTILE: Final = 0.99


def collection_options(collection: Collection) -> dict[str, Any]:
    """Arguments for making a collection.

    The graph links only entries that share an indexed value (`m=0`, `payload_m`): every search
    names its tenant, so one graph over all tenants would be built for nobody.
    https://qdrant.tech/documentation/guides/multiple-partitions/
    """
    from qdrant_client import models

    int8 = models.ScalarQuantizationConfig(
        type=models.ScalarType.INT8, quantile=_QUANTILE, always_ram=True
    )
    is_half = collection.precision == "float16"
    return {
        "vectors_config": models.VectorParams(
            size=collection.dimensions,
            distance=models.Distance.COSINE,
            datatype=models.Datatype.FLOAT16 if is_half else models.Datatype.FLOAT32,
        ),
        "hnsw_config": models.HnswConfigDiff(m=0, payload_m=16, ef_construct=100),
        "quantization_config": (
            models.ScalarQuantization(scalar=int8) if collection.is_quantized else None
        ),
    }


def field_indexes(collection: Collection) -> dict[str, Any]:
    """Payload indexes of a collection, by field; the organization's sorts the storage."""
    from qdrant_client import models

    keyword = models.KeywordIndexParams(type=models.KeywordIndexType.KEYWORD)
    tenant = models.KeywordIndexParams(type=models.KeywordIndexType.KEYWORD, is_tenant=True)
    day = models.DatetimeIndexParams(type=models.DatetimeIndexType.DATETIME)
    own = dict.fromkeys(collection.fields, keyword)
    return {"organization_id": tenant, "website_id": keyword, "day": day, **own}


def describe_collection(name: str, info: models.CollectionInfo) -> Actual:
    """A collection as Qdrant tells it."""
    from qdrant_client import models

    params = info.config.params.vectors
    one = params if isinstance(params, models.VectorParams) else None
    return Actual(
        name=name,
        dimensions=one.size if one else None,
        distance=one.distance.value.lower() if one else None,
        precision="float16" if one and one.datatype == models.Datatype.FLOAT16 else "float32",
        is_quantized=isinstance(info.config.quantization_config, models.ScalarQuantization),
        indexes=frozenset(info.payload_schema),
    )


def to_point(place: Place, entry: Entry) -> models.PointStruct:
    """An entry as Qdrant holds it: its metadata flat beside the tenant."""
    from qdrant_client import models

    payload: dict[str, Any] = {
        **entry.metadata,
        "organization_id": place.organization_id,
        "website_id": place.website_id,
        "text": entry.text,
        "content_hash": entry.content_hash,
    }
    if place.day:
        payload["day"] = place.day.isoformat()
    vector = [] if entry.vector is None else entry.vector.tolist()
    return models.PointStruct(id=entry.id, vector=vector, payload=payload)


def to_entry(record: models.Record) -> Entry:
    """An entry from what Qdrant holds."""
    import numpy as np

    payload = record.payload or {}
    vector = None if record.vector is None else np.asarray(record.vector, np.float32)
    return Entry(
        str(record.id), payload["text"], payload["content_hash"], _metadata(payload), vector
    )


def to_found(point: models.ScoredPoint) -> Found:
    """A result from what Qdrant found."""
    payload = point.payload or {}
    day = date.fromisoformat(payload["day"]) if "day" in payload else None
    return Found(
        str(point.id), point.score, payload["website_id"], day, payload["text"], _metadata(payload)
    )


def of_place(place: Place) -> models.Filter:
    """The entries of a place."""
    from qdrant_client import models

    tenant = [
        _equals("organization_id", place.organization_id),
        _equals("website_id", place.website_id),
    ]
    if place.day:
        return models.Filter(must=[*tenant, _days(place.day, place.day)])
    no_day = models.IsEmptyCondition(is_empty=models.PayloadField(key="day"))
    return models.Filter(must=[*tenant, no_day])


def of_owners(organization_id: str, website_ids: Sequence[str]) -> models.Filter:
    """Every entry of a tenant, or of some of its websites."""
    from qdrant_client import models

    some = models.FieldCondition(key="website_id", match=models.MatchAny(any=list(website_ids)))
    tenant = _equals("organization_id", organization_id)
    return models.Filter(must=[tenant, *([some] if website_ids else [])])


def within_filter(collection: Collection, within: Within) -> models.Filter:
    """What a search may see."""
    from qdrant_client import models

    within.check_fields(collection)
    conditions = [_equals("organization_id", within.organization_id)]
    if within.website_id is not None:
        conditions.append(_equals("website_id", within.website_id))
    if within.since or within.until:
        conditions.append(_days(within.since, within.until))
    for name, allowed in within.where.items():
        match = models.MatchAny(any=list(allowed))
        conditions.append(models.FieldCondition(key=name, match=match))
    return models.Filter(must=[*conditions])


def _equals(name: str, value: str) -> models.FieldCondition:
    from qdrant_client import models

    return models.FieldCondition(key=name, match=models.MatchValue(value=value))


def _days(since: date | None, until: date | None) -> models.FieldCondition:
    from qdrant_client import models

    return models.FieldCondition(key="day", range=models.DatetimeRange(gte=since, lte=until))


def _metadata(payload: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in payload.items() if name not in _OWN}
