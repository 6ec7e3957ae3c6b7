"""The identity of what is delivered: the same again is the same episode.

A row with a key of its own in its source is that key and its version; another row is its source
and its content. A mail is its Message-ID; a document its bytes. File, line and time of delivery are
not in it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping as Cells
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from onevice_assets.operations.episodes.reading.piece import Row, Text
from onevice_assets.operations.model.choose import choose_mapping, find_mapping
from onevice_assets.operations.model.mapping import Mapping, first, says_deleted
from resources.errors import InputError
from resources.identity import derived_id
from resources.operation_tables.episodes import Episode

_NO_TIME: Final = date(1970, 1, 1)
_LONGEST_KEY: Final = 500
_JSON: Final = json.JSONEncoder(sort_keys=True, ensure_ascii=False)
_UNSIGNED: Final = ("fivetran_synced", "fivetran_id")
"""Columns of whoever carries a row, not of the row."""


@dataclass(frozen=True)
class Delivery:
    """What is known of a delivery beside its content.

    Attributes:
        organization_id: whose it is.
        ingested_at: when it came, UTC.
        zone: of times that name none.
        currency: of amounts that name none, ISO 4217.
        as_of: day or moment its rows are of, where they say none; empty: when it came.
        mapping: how its rows are read; none: by their columns.
        batch: partition it comes in.
    """

    organization_id: str
    ingested_at: datetime
    zone: str = "UTC"
    currency: str = "USD"
    as_of: str = ""
    mapping: str | None = None
    batch: str | None = None

    @property
    def reading(self) -> dict[str, str]:
        """How its times and amounts are read."""
        told = {"zone": self.zone, "currency": self.currency}
        return {**told, "as_of": self.as_of} if self.as_of else told


def make_episode(delivery: Delivery, piece: Row | Text, stored_at: str | None = None) -> Episode:
    """The episode of a row, a document or a mail.

    Args:
        delivery: what it came with.
        piece: what it is.
        stored_at: where its bytes lie.

    Raises:
        InputError: no mapping fits a row of a CSV.
    """
    return (
        _of_row(delivery, piece) if isinstance(piece, Row) else _of_text(delivery, piece, stored_at)
    )


def read_own_key(mapping: Mapping, cells: Cells[str, str]) -> str | None:
    """A row's key in its source; none where it has none, or not all of it."""
    parts = [first(cells, columns) for columns in mapping.own_key]
    key = "/".join(map(str, parts)) if parts and all(parts) else ""
    return key if 0 < len(key) <= _LONGEST_KEY else None


def _of_row(delivery: Delivery, row: Row) -> Episode:
    mapping = _find(delivery, row)
    source = mapping.name if mapping else "webhook"
    signed = {name: text for name, text in row.cells.items() if name not in _UNSIGNED}
    text = _JSON.encode(signed)
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    key = read_own_key(mapping, row.cells) if mapping else None
    version = _read_version(mapping, row.cells) if mapping and key else None
    # an export of a later day that says the same of it is a new word on it, where rows have no time
    told = (delivery.as_of or None,) if mapping and version is None else ()
    return Episode(
        id=_identify(delivery, source, key, version, digest, *told),
        kind=row.kind,
        source=source,
        source_key=key,
        source_version=version,
        content_hash=digest,
        content=row.cells,
        file=row.file[-500:],
        line=row.line,
        ingested_at=delivery.ingested_at,
        batch=delivery.batch,
        reading=delivery.reading,
    )


def _find(delivery: Delivery, row: Row) -> Mapping | None:
    if delivery.mapping is not None:
        return find_mapping(delivery.mapping)
    try:
        return choose_mapping(row.columns or frozenset(row.cells))
    except InputError:
        if row.kind == "webhook":
            return None
        raise


def _read_version(mapping: Mapping, cells: Cells[str, str]) -> str | None:
    parts = [first(cells, mapping.version), first(cells, mapping.sequence)]
    if says_deleted(mapping, cells):  # a deletion need not change a row's version
        parts += ["deleted", first(cells, mapping.deleted_at)]
    return " ".join(one for one in parts if one)[:200] or None


def _of_text(delivery: Delivery, text: Text, stored_at: str | None) -> Episode:
    digest = hashlib.sha256(text.data).hexdigest()
    sent = datetime.fromisoformat(text.event_at).astimezone(UTC) if text.event_at else None
    return Episode(
        id=_identify(delivery, text.kind, text.own_key, None, digest),
        kind=text.kind,
        source=text.kind,
        source_key=text.own_key,
        source_version=None,
        content_hash=digest,
        content=text.content,
        file=text.file[-500:],
        line=None,
        ingested_at=delivery.ingested_at,
        event_at=sent,
        stored_at=stored_at,
        batch=delivery.batch,
        reading=delivery.reading,
    )


def _identify(
    delivery: Delivery,
    source: str,
    key: str | None,
    version: str | None,
    digest: str,
    *more: object,
) -> str:
    """Own key and version where both are there; else the content counts too."""
    own = (key, version) if key and version else (key, None, digest, *more)
    return derived_id(_NO_TIME, "operations.episodes", delivery.organization_id, source, *own)
