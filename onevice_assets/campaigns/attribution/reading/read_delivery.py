"""One delivery to its row: what it is by its content, what is used of it, or why it is not.

The topic is no part of what was signed: it only tells apart what the content does not.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from onevice_assets.campaigns.attribution.reading.decode import HINTS, UnreadableError, decode
from onevice_assets.campaigns.attribution.reading.form import read_form
from onevice_assets.campaigns.attribution.reading.order import read_number, read_order, read_refund

if TYPE_CHECKING:
    from resources.control_plane.campaign_clients import Client
    from resources.control_plane.webhook_deliveries import Delivery

VERSION: Final = "1"
_ERASURES: Final = ("customers/redact", "customers/data_request", "shop/redact")
Row = dict[str, Any]


def read_delivery(delivery: Delivery, client: Client, fetch: Callable[[], bytes]) -> Row:
    """The row of a delivery.

    Args:
        delivery: of the control plane.
        client: whose it is.
        fetch: gives the body; raises `UnreadableError` where it is gone.
    """
    at = delivery.triggered_at or delivery.received_at
    row: Row = {
        **{name: getattr(delivery, name) for name in ("id", "organization_id", "brand_id")},
        **{name: getattr(delivery, name) for name in ("source", "topic", "content_hash")},
        "kind": "form" if delivery.source == "forms" else "other",
        "status": "read",
        **dict.fromkeys(("reason", "what_to_do", "external_id", "parsed")),
        "updated_at": at,
        "notes": "[]",
        "reader_version": VERSION,
        "received_at": delivery.received_at,
    }
    try:
        value = decode(fetch(), delivery.content_type)
        if delivery.source == "forms":
            return row | _tell(read_form(value, delivery.received_at))
        return row | _read_shop(value, delivery, client, at)
    except UnreadableError as error:
        return row | _tell_reason("error", error.reason)


def _read_shop(value: Any, delivery: Delivery, client: Client, at: datetime) -> Row:
    if not isinstance(value, dict):
        raise UnreadableError("not_an_object")
    if delivery.topic in _ERASURES:
        return _tell_reason("ignored", "erasure_request")
    kind = _tell_kind(value)
    if kind in ("order", "refund", "deletion") and client.business_model == "service":
        return {"kind": kind, **_tell_reason("ignored", "service_client")}
    told: Row = {"kind": kind}
    if kind == "order":
        order = read_order(_unwrap(value, "order"), at)
        moment = datetime.fromisoformat(order["updated_at"])
        return told | _tell(order) | {"external_id": order["id"], "updated_at": moment}
    if kind == "refund":
        refund = read_refund(_unwrap(value, "refund"))
        return told | _tell({**refund, "notes": []}) | {"external_id": refund["id"]}
    if kind == "deletion":
        return told | {"external_id": read_number(value["id"])}
    return told | _tell_reason("ignored", "not_used")


def _tell_kind(value: Mapping[str, Any]) -> str:
    """What a body is by its own content."""
    if "order" in value or ("total_price" in value and "line_items" in value):
        return "order"
    if "refund" in value or ("refund_line_items" in value and "order_id" in value):
        return "refund"
    if set(value) == {"id"}:
        return "deletion"
    if "kind" in value and "amount" in value and "order_id" in value:
        return "transaction"
    return "customer" if "orders_count" in value or "verified_email" in value else "other"


def _unwrap(value: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """What is within, where the body is wrapped as an answer of the API is."""
    inner = value.get(name)
    return inner if isinstance(inner, dict) else value


def _tell(parsed: Row) -> Row:
    notes = parsed.pop("notes")
    return {
        "parsed": json.dumps(parsed, ensure_ascii=False, sort_keys=True),
        "notes": json.dumps(notes),
    }


def _tell_reason(status: str, reason: str) -> Row:
    return {"status": status, "reason": reason, "what_to_do": HINTS[reason]}
