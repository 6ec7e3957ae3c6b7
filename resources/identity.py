"""Identity: every row's UUID v7, fresh for decisions and deterministic for derived rows.

A UUID v7 (RFC 9562, section 5.7) is 48 bits of Unix milliseconds, the version, 12 bits, the
variant and 62 bits. A fresh one takes its 74 free bits from the system's randomness. A derived
one takes its time from the row (the start of its day, or when its website was added) and its free
bits from the SHA-256 of its natural key, so a re-run mints the same id without a look-up.

This is the only place that makes ids.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import time
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

_MAX_MS = (1 << 48) - 1
_DASHES = (8, 13, 18, 23)


def _compose(milliseconds: int, free_bits: int) -> str:
    if not 0 <= milliseconds <= _MAX_MS:
        raise ValueError(f"time {milliseconds} ms does not fit the 48 bits of a UUID v7")
    time_ = f"{milliseconds:012x}"
    rand_a, rand_b = free_bits >> 62 & 0xFFF, free_bits & ((1 << 62) - 1)
    last = f"{1 << 63 | rand_b:016x}"
    return f"{time_[:8]}-{time_[8:]}-7{rand_a:03x}-{last[:4]}-{last[4:]}"


def to_milliseconds(moment: datetime | date) -> int:
    """Unix milliseconds of a moment; a plain date means its start, UTC.

    Raises:
        ValueError: for a datetime without a time zone.
    """
    if not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day, tzinfo=UTC)
    if moment.tzinfo is None:
        raise ValueError(f"{moment!r} has no time zone; every moment is UTC here")
    return round(moment.timestamp() * 1000)


def new_id() -> str:
    """Mint a fresh UUID v7 for a row that a person or an app decided."""
    return _compose(time.time_ns() // 1_000_000, secrets.randbits(74))


def derived_id(moment: datetime | date, kind: str, *natural_key: object) -> str:
    """Mint the UUID v7 of a derived row.

    Args:
        moment: the row's logical time; the day for daily rows, `websites.created_at` for the
            rows of a website partition.
        kind: the table, so that rows of two tables never share an id.
        *natural_key: what makes the row itself; `None` and `""` differ.

    Returns:
        The same 36-character id for the same arguments, on every machine.
    """
    key = "".join(map(_netstring, (kind, *natural_key)))
    digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()
    return _compose(_milliseconds_of(moment), int.from_bytes(digest[:10], "big") >> 6)


def derived_ids(
    moments: pa.ChunkedArray, kind: str, *natural_key: pa.ChunkedArray
) -> pa.StringArray:
    """Mint the ids of many rows: `derived_id` of each row of the columns.

    Args:
        moments: each row's logical time.
        kind: the table.
        *natural_key: the key's columns, one value per row.
    """
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    parts = [_map_distinct(column, _netstring, pa.large_string()) for column in natural_key]
    kinds = pa.scalar(_netstring(kind), pa.large_string())
    keys = pc.binary_join_element_wise(kinds, *parts, pa.scalar("", pa.large_string()))
    sha256 = hashlib.sha256
    digests = b"".join(sha256(key).digest() for key in keys.cast(pa.large_binary()).to_pylist())
    top, next_ = np.frombuffer(digests, ">u8").reshape(-1, 4)[:, :2].T.astype(np.uint64)
    times = _map_distinct(moments, to_milliseconds, pa.uint64()).to_numpy()
    halves = np.empty((len(times), 2), ">u8")
    halves[:, 0] = times << 16 | 7 << 12 | top >> 52
    halves[:, 1] = 0b10 << 62 | (top & ((1 << 52) - 1)) << 10 | next_ >> 54
    return format_uuids(halves.view(np.uint8).reshape(-1, 16))


def format_uuids(octets: NDArray[np.uint8]) -> pa.StringArray:
    """Write UUIDs, rows of 16 octets, as texts of 36 characters."""
    import numpy as np
    import pyarrow as pa

    digits = np.frombuffer(b"0123456789abcdef", np.uint8)
    texts = np.full((len(octets), 36), ord("-"), np.uint8)
    places = [place for place in range(36) if place not in _DASHES]
    texts[:, places] = digits[np.stack([octets >> 4, octets & 15], axis=2).reshape(-1, 32)]
    offsets = np.arange(0, texts.size + 1, 36, dtype=np.int32)
    return pa.StringArray.from_buffers(len(octets), pa.py_buffer(offsets), pa.py_buffer(texts))


def _map_distinct(
    column: pa.ChunkedArray, write: Callable[[Any], object], type_: pa.DataType
) -> pa.Array:
    """Map a column's values, each distinct one once, a null too."""
    import pyarrow as pa
    import pyarrow.compute as pc

    codes = pc.dictionary_encode(column.combine_chunks(), null_encoding="encode")
    values = pa.array([write(value) for value in codes.dictionary.to_pylist()], type_)
    return values.take(codes.indices)


def _netstring(part: object) -> str:
    """A part with its length before it, so that no two keys can join into a third one."""
    if type(part) is str:
        return f"{len(part)}:{part},"
    return "-," if part is None else f"{len(str(part))}:{part},"


_milliseconds_of = lru_cache(maxsize=4_096)(to_milliseconds)
"""Most ids of a batch are of one day, or of few moments."""


def normalize_brand_name(name: str) -> str:
    """Lower-case, NFC, single-spaced, trimmed: the seed's `brands.normalized_name`."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", name).casefold()).strip()


def brand_id(name: str) -> str:
    """Id of a brand: it depends on the normalized name alone, so two finders agree."""
    return derived_id(date(1970, 1, 1), "brands", normalize_brand_name(name))


def text_hash(text: str) -> str:
    """SHA-256 of a text as 64 hex digits; part of the natural key of written content."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
