"""Bodies of webhook deliveries in the object store, each under its SHA-256.

    campaigns/webhooks/{brand_id}/{sha256}    the body as it came, byte by byte; never changed

They hold personal data. Which delivery a body is of stands in `control.webhook_deliveries`; to
erase a person, their deliveries are found there and these files deleted by hash.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from resources.object_store import open_store, telling_what_failed

if TYPE_CHECKING:
    from resources.object_store import Objects

FOLDER = "campaigns/webhooks"


def path_of(brand_id: str, content_hash: str) -> str:
    """Where a body lies below the root of the object store."""
    return f"{FOLDER}/{brand_id}/{content_hash}"


def hash_body(body: bytes) -> str:
    """SHA-256 of a body, hexadecimal."""
    return hashlib.sha256(body).hexdigest()


async def keep_body(objects: Objects, brand_id: str, content_hash: str, body: bytes) -> None:
    """Store a body under its hash; the same bytes again change nothing.

    Raises:
        StoreError: the store refuses or does not answer; nothing was kept.
    """
    path = path_of(brand_id, content_hash)
    with telling_what_failed("write", f"{objects.url.rstrip('/')}/{path}"):
        await open_store(objects.url).put_async(path, body)


def read_body(objects: Objects, brand_id: str, content_hash: str) -> bytes:
    """The bytes of a body.

    Raises:
        MissingDataError: it is not there (any more).
        StoreError: the store does not answer.
    """
    return objects.get(path_of(brand_id, content_hash))
