"""Orders, forms and campaigns as a client's shop, website and ad platforms would send them."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlencode

from onevice_assets.campaigns.attribution.people.score_lead import Thresholds
from onevice_assets.campaigns.attribution.reading.read_delivery import read_delivery
from onevice_assets.campaigns.attribution.trace import Rules, trace
from onevice_assets.campaigns.attribution.tracing.find_campaign import Campaigns
from resources.control_plane.campaign_clients import Client
from resources.control_plane.webhook_deliveries import Delivery
from resources.identity import derived_id, text_hash
from resources.webhook_files import hash_body

Row = dict[str, Any]
AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
TODAY = date(2026, 11, 21)
BRAND, ORGANIZATION = (derived_id(AT, "test", name) for name in ("brand", "organization"))
OWNER = {"organization_id": ORGANIZATION, "brand_id": BRAND}
SHOP = Client(BRAND, ORGANIZATION, "studio", "studio.shop", "shop", "Shop", "ecommerce", None, AT)
SERVICE = Client(BRAND, ORGANIZATION, "studio", "studio.yoga", "yoga", "Yoga", "service", None, AT)


def delivery(body: Any, *, source: Any = "shopify", at: datetime = AT, **changes: Any) -> Delivery:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Delivery(
        **{
            "id": derived_id(at, "deliveries", hash_body(raw), changes.get("topic")),
            **OWNER,
            "source": source,
            "topic": None,
            "replay_key": "1",
            "content_hash": hash_body(raw),
            "content_type": "application/json",
            "size_bytes": len(raw),
            "headers": {},
            "triggered_at": None,
            "received_at": at,
            **changes,
        }
    )


def read(body: Any, *, client: Client = SHOP, **changes: Any) -> Row:
    """The row of a delivery with this body."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return read_delivery(delivery(raw, **changes), client, lambda: raw)


def read_form(body: Any, **changes: Any) -> Row:
    return read(body, source="forms", **changes)


def order(number: int = 1, **changes: Any) -> Row:
    """An order as Shopify's webhook has it."""
    return {
        "id": number,
        "name": f"#{1000 + number}",
        "email": "ann@example.com",
        "currency": "USD",
        "total_price": "100.00",
        "financial_status": "paid",
        "created_at": "2026-11-20T10:00:00+00:00",
        "updated_at": "2026-11-20T10:00:00+00:00",
        "cancelled_at": None,
        "test": False,
        "landing_site": None,
        "referring_site": None,
        "note_attributes": [],
        "line_items": [{"title": "Mat", "quantity": 1, "product_id": 7, "sku": "MAT"}],
        "refunds": [],
        "customer": {"id": 9, "email": "ann@example.com", "phone": None},
        **changes,
    }


def refund(number: int, amount: str, order_id: int = 1, currency: str = "USD") -> Row:
    paid = {"kind": "refund", "status": "success", "amount": amount, "currency": currency}
    return {"id": number, "order_id": order_id, "refund_line_items": [], "transactions": [paid]}


def landing(**parameters: str) -> str:
    return f"/mats?{urlencode(parameters)}"


def campaign(name: str, external_id: str, platform: str = "facebook") -> Row:
    identity = derived_id(AT, "campaigns", platform, external_id)
    return {"id": identity, "name": name, "external_id": external_id, "platform": platform}


def ad(of: Row, ad_id: str, content_id: str | None = None, name: str = "") -> Row:
    return {
        "campaign_id": of["id"],
        "ad_id": ad_id,
        "ad_name": name or f"Ad {ad_id}",
        "content_id": content_id,
    }


def file(name: str) -> Row:
    return {"id": derived_id(AT, "content", text_hash(name)), "filename": name}


SPRING = campaign("Spring Sale 2026", "120210000001")
SEARCH = campaign("Brand Search", "555", "google-search")
HERO = file("hero_mat.mp4")
CAMPAIGNS = Campaigns([SPRING, SEARCH], [ad(SPRING, "777001", HERO["id"])], [HERO])


def run(*rows: Row, campaigns: Campaigns = CAMPAIGNS, **rules: Any) -> dict[str, list[Row]]:
    """All tables from rows of deliveries."""
    return trace(OWNER, rows, campaigns, Rules(**{"on": TODAY, **rules}))


LIMITS = Thresholds()
