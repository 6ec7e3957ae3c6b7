"""What was read of a shop's orders and refunds, in whatever order it came, as purchases.

The state of an order with the newest `updated_at` stands; of two of one second the one that is
further on (paid before refunded before cancelled). Refunds of all deliveries are joined by number.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from onevice_assets.campaigns.attribution.people.join_people import Sign
from onevice_assets.campaigns.attribution.reading.order import sum_refunds
from onevice_assets.tables.campaign_attribution import STATUSES
from resources.identity import derived_id

Row = dict[str, Any]

_NOT_COUNTED: Final = ("cancelled", "test", "deleted")
_CENT: Final = Decimal("0.01")


@dataclass(frozen=True)
class Purchase:
    """An order: its row of `purchases`, who it is of, and where they came from."""

    row: Row
    sign: Sign
    landings: tuple[Mapping[str, Any], ...]


def make_purchases(owner: Mapping[str, Any], deliveries: Iterable[Row]) -> list[Purchase]:
    """Every order of a client, by its number.

    Args:
        owner: `organization_id` and `brand_id` of the rows.
        deliveries: rows of `read_deliveries` that count.
    """
    states: defaultdict[str, list[Row]] = defaultdict(list)
    refunds: defaultdict[str, dict[str, Any]] = defaultdict(dict)
    deleted = set()
    for row in sorted(deliveries, key=_rank):
        if row["kind"] == "deletion":
            deleted.add(row["external_id"])
        elif row["kind"] in ("order", "refund"):
            parsed = json.loads(row["parsed"])
            refunds[parsed["id"]] |= {one["id"]: one for one in parsed["refunds"]}
            if row["kind"] == "order":
                states[parsed["id"]].append({**row, "parsed": parsed})
    return [
        _make(owner, number, some[-1], refunds[number], is_deleted=number in deleted)
        for number, some in sorted(states.items())
    ]


def _rank(row: Row) -> tuple[datetime, int, str]:
    status = json.loads(row["parsed"]).get("status") if row["kind"] == "order" else None
    return row["updated_at"], STATUSES.index(status) if status else -1, row["content_hash"]


def _make(
    owner: Mapping[str, Any],
    number: str,
    newest: Row,
    refunds: Mapping[str, Any],
    *,
    is_deleted: bool,
) -> Purchase:
    order = newest["parsed"]
    at = datetime.fromisoformat(order["created_at"])
    status = "deleted" if is_deleted else order["status"]
    identity = derived_id(at, "purchases", owner["brand_id"], number)
    row = {
        **owner,
        "id": identity,
        "external_id": number,
        "order_name": order["name"],
        "status": status,
        "is_counted": status not in _NOT_COUNTED,
        **_tell_money(order, refunds, is_counted=status not in _NOT_COUNTED),
        "products": json.dumps(order["products"], ensure_ascii=False),
        "purchase_date": at,
        "updated_at": newest["updated_at"],
        "delivery_id": newest["id"],
    }
    notes = [*json.loads(newest["notes"]), *row.pop("told")]
    sign = Sign(identity, at, order["email"], order["phone"], order["shop_id"])
    return Purchase({**row, "notes": json.dumps(notes)}, sign, tuple(order["landings"]))


def _tell_money(order: Mapping[str, Any], refunds: Mapping[str, Any], *, is_counted: bool) -> Row:
    total = Decimal(order["total"])
    refunded, is_known = sum_refunds(refunds.values(), order)
    told = [] if is_known else ["a refund in another currency is not taken off"]
    if refunded > total:
        told.append("more was paid back than was ordered")
    net = max(total - refunded, Decimal(0)) if is_counted else Decimal(0)
    usd = None if order["total_usd"] is None else Decimal(order["total_usd"])
    net_usd = None if usd is None else (net * usd / total).quantize(_CENT) if total else usd
    shown = order["presentment_total"]
    return {
        "order_total": float(total),
        "refunded": float(refunded),
        "net_total": float(net),
        "currency": order["currency"],
        "order_total_usd": None if usd is None else float(usd),
        "net_total_usd": None if net_usd is None else float(net_usd),
        "presentment_total": None if shown is None else float(shown),
        "presentment_currency": order["presentment_currency"],
        "told": told,
    }
