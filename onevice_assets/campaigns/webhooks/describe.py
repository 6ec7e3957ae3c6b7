"""What a delivery's headers tell, and which of them are kept.

Headers are not signed: they say what the sender calls a delivery and by what it is known when it
comes again. Nothing that follows believes them against the body.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from resources.control_plane.webhook_deliveries import Delivery, Source
from resources.identity import new_id

if TYPE_CHECKING:
    from resources.control_plane.campaign_clients import Client

_KEPT: Final = (
    "x-shopify-topic", "x-shopify-shop-domain", "x-shopify-api-version", "x-shopify-webhook-id",
    "x-shopify-event-id", "x-shopify-triggered-at", "x-onevice-event-id", "x-onevice-topic",
    "x-onevice-triggered-at", "content-type", "user-agent",
)  # fmt: skip
_REPLAY_KEYS: Final = {
    "shopify": ("x-shopify-webhook-id", "x-shopify-event-id"),
    "forms": ("x-onevice-event-id",),
}
_PREFIX: Final = {"shopify": "x-shopify", "forms": "x-onevice"}
_LONGEST: Final = 200
_TOPIC: Final = re.compile(r"[a-z0-9_./-]{1,100}")


def describe_delivery(
    client: Client,
    source: Source,
    headers: Mapping[str, str],
    content_hash: str,
    size: int,
    at: datetime,
) -> Delivery:
    """The row of a delivery that was let in.

    Args:
        client: whose it is.
        source: which address it came to.
        headers: all of them, names in lower case.
        content_hash: SHA-256 of the body.
        size: of the body, bytes.
        at: when it came, UTC.
    """
    kept = {name: _clean(headers[name]) for name in _KEPT if headers.get(name)}
    known = next((kept[name] for name in _REPLAY_KEYS[source] if kept.get(name)), content_hash)
    topic = kept.get(f"{_PREFIX[source]}-topic", "").lower()
    return Delivery(
        id=new_id(),
        organization_id=client.organization_id,
        brand_id=client.id,
        source=source,
        topic=topic if _TOPIC.fullmatch(topic) else None,
        replay_key=known,
        content_hash=content_hash,
        content_type=kept.get("content-type", ""),
        size_bytes=size,
        headers=kept,
        triggered_at=read_moment(kept.get(f"{_PREFIX[source]}-triggered-at", "")),
        received_at=at,
    )


def read_moment(text: str) -> datetime | None:
    """A moment with its zone, in UTC; none where it is none or has no zone."""
    try:
        moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def _clean(text: str) -> str:
    if not text.isprintable():
        text = "".join(one for one in text if one.isprintable())
    return text[:_LONGEST].strip()
