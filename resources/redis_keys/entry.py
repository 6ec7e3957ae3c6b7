"""A cached answer as text: its envelope, what may be in it, and how large it may be."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from resources.redis_keys.key import Key

MOST_BYTES = 1024 * 1024

_log = logging.getLogger("onevice.cache")
T = TypeVar("T")


@dataclass(frozen=True)
class Entry(Generic[T]):
    """One answer that may be cached.

    Attributes:
        key: where.
        ttl: how long at most.
        organization_id: whose; a value of anybody else's is not read.
        owner_id: the website whose data it rests on, or the organization where on none.
        shape: its type, as pydantic reads it; what else is found there is nonsense.
    """

    key: Key
    ttl: timedelta
    organization_id: str
    owner_id: str
    shape: Any


@dataclass(frozen=True)
class Found(Generic[T]):
    """What was cached."""

    value: T


@dataclass(frozen=True)
class Missed:
    """Nothing was, or nothing of use.

    Attributes:
        generation: what a value computed from now on is of; empty where Redis does not answer.
        claim: proof that this reader is the one to compute it; empty where another one does.
    """

    generation: str = ""
    claim: str = ""


class _Envelope(BaseModel, Generic[T]):
    """What lies in Redis; the script of `cache.py` reads its first field."""

    model_config = ConfigDict(extra="forbid")

    generation: str
    organization_id: str
    value: T


def read_entry(entry: Entry[T], text: str) -> Found[T] | None:
    """What a text from Redis holds; none where it is nonsense or another tenant's."""
    try:
        kept: _Envelope[T] = _envelope(entry.shape).model_validate_json(text)
    except ValidationError:
        return None
    return Found(kept.value) if kept.organization_id == entry.organization_id else None


def write_entry(entry: Entry[T], generation: str, value: T) -> str:
    """The value as it is kept; '' where it is too large or would not come back the same."""
    try:
        whole = _envelope(entry.shape)(
            generation=generation, organization_id=entry.organization_id, value=value
        )
        text: str = whole.model_dump_json()
    except ValueError as error:  # pydantic's own are such too
        _log.info("Not keeping a `%s`: %s", entry.key.pattern, type(error).__name__)
        return ""
    if len(text.encode()) > MOST_BYTES:
        _log.info("Not keeping a `%s`: larger than 1 MiB", entry.key.pattern)
        return ""
    kept = read_entry(entry, text)
    return text if kept is not None and kept.value == value else ""


@cache
def _envelope(shape: Any) -> Any:
    return _Envelope[shape]
