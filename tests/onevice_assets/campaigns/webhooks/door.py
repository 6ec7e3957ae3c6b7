"""A client's endpoint as a sender sees it, on stores that nothing else is in."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from starlette.testclient import TestClient

from onevice_assets.webhooks.signature import sign
from resources.control_plane import webhook_deliveries
from resources.control_plane.campaign_clients import Client
from resources.control_plane.resource import ControlPlane
from resources.control_plane.webhook_deliveries import Delivery, Refusal

SECRET, OLD_SECRET = "shop-secret-0123456789", "shop-secret-of-before-01"
TOKEN = "form-token-0123456789"
ENV = {
    "ONEVICE_SHOPIFY_SECRETS__STUDIO__YOGA_LOFT": f"{SECRET}, {OLD_SECRET}",
    "ONEVICE_FORM_SECRETS__STUDIO__YOGA_LOFT": SECRET,
    "ONEVICE_FORM_TOKENS__STUDIO__YOGA_LOFT": TOKEN,
}
ORDER = {"id": 1, "email": "ann@example.com", "total_price": "10.00"}


@dataclass
class Door:
    """Sends to the endpoint, and looks what was kept."""

    http: TestClient
    control: ControlPlane
    client: Client

    def shop(self, body: Any = ORDER, *, secret: str = SECRET, **changes: Any) -> Any:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {
            "content-type": "application/json",
            "x-shopify-hmac-sha256": sign(secret.encode(), raw),
            "x-shopify-topic": "orders/create",
            "x-shopify-webhook-id": "delivery-1",
            "x-shopify-triggered-at": "2026-11-20T10:00:00.123456789Z",
            **changes.pop("headers", {}),
        }
        to = changes.pop("to", "studio/yoga-loft/shopify")
        return self.http.post(f"/webhooks/{to}", content=raw, headers=headers)

    def kept(self) -> list[Delivery]:
        with self.control.begin() as db:
            return webhook_deliveries.list_of(db, self.client.id)

    def refused(self, *, of_nobody: bool = False) -> list[Refusal]:
        with self.control.begin() as db:
            return webhook_deliveries.list_refusals(db, None if of_nobody else self.client.id)
