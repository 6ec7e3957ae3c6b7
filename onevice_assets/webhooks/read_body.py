"""A body within its limits: no longer, no slower, and of a kind that is read here."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from starlette.responses import PlainTextResponse, Response

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

BODY_SECONDS: Final = 10.0
MOST_BYTES: Final = {"shopify": 4 * 1024**2, "forms": 256 * 1024, "episodes": 16 * 1024**2}
"""Orders have many lines; a form is what a person types; a mail has files."""
TYPES: Final = {
    "shopify": ("application/json",),
    "forms": ("application/json", "application/x-www-form-urlencoded"),
    "episodes": ("application/json", "application/x-ndjson", "text/csv", "message/rfc822"),
}


@dataclass(frozen=True)
class RefusedError(Exception):
    """A request that is not taken.

    Attributes:
        status: of the answer.
        reason: one word, under which it is counted.
        told: what the sender reads; nothing of the request stands in it.
    """

    status: int
    reason: str
    told: str


def refuse(refused: RefusedError) -> Response:
    """The answer to a request that is not taken."""
    # a body that was not read to its end cannot be followed by another request
    headers = {"Connection": "close"} if refused.status in (408, 413, 415) else {}
    return PlainTextResponse(f"{refused.told}\n", refused.status, headers)


def check_head(source: str, headers: Mapping[str, str]) -> None:
    """Refuse by its head what would be refused by its body.

    Raises:
        RefusedError: 415 for another kind of body, 413 for one that says it is too long.
    """
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in TYPES[source] or headers.get("content-encoding", "identity") != "identity":
        told = f"Send {' or '.join(TYPES[source])}, not compressed."
        raise RefusedError(415, "content_type", told)
    length = headers.get("content-length", "0")
    if not (length.isascii() and length.isdecimal()) or int(length[:20]) > MOST_BYTES[source]:
        raise _too_long(source)


async def read_body(source: str, parts: AsyncIterator[bytes]) -> bytes:
    """The whole body, as it came.

    Raises:
        RefusedError: 413 once it is longer than allowed, 408 once it takes longer.
    """
    found = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for part in parts:
                found += part
                if len(found) > MOST_BYTES[source]:
                    raise _too_long(source)
    except TimeoutError:
        told = f"The body did not come within {BODY_SECONDS:g} seconds."
        raise RefusedError(408, "too_slow", told) from None
    return bytes(found)


def _too_long(source: str) -> RefusedError:
    told = f"At most {MOST_BYTES[source]} bytes are taken."
    return RefusedError(413, "too_long", told)
