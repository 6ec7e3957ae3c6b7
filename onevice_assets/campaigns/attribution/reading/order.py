"""An order of Shopify, or a refund of one, to what is used of it.

Amounts are in the shop's currency, as texts. A refund that was paid back in the buyer's currency is
told in the shop's by the order's own two totals, which is the rate the buyer paid at.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from onevice_assets.campaigns.attribution.people.addresses import read_email, read_phone
from onevice_assets.campaigns.attribution.reading.decode import UnreadableError
from onevice_assets.campaigns.attribution.reading.money import clean, read_moment, read_money
from onevice_assets.campaigns.attribution.tracing.landing import read_landing

Read = dict[str, Any]

_CURRENCY: Final = re.compile(r"[A-Z]{3}")
_MOST_LINES: Final = 200
_VOID: Final = frozenset({"voided"})


def read_order(order: Mapping[str, Any], at: datetime) -> Read:
    """What is used of an order.

    Args:
        order: as Shopify's REST API and webhooks have it.
        at: when it happened, as far as the delivery tells.

    Raises:
        UnreadableError: it has no number, no currency, or a total that is none.
    """
    number, currency = read_number(order.get("id")), _read_currency(order.get("currency"))
    total, notes = read_money(order.get("total_price")), list[str]()
    created = _read_moment(order, ("created_at", "processed_at"), at, notes)
    shown, shown_currency = _read_presentment(order)
    customer = _get(order, "customer")
    return {
        "id": number,
        "name": clean(order.get("name")),
        "total": str(total),
        "currency": currency,
        "total_usd": _read_usd(order, currency, total),
        "presentment_total": None if shown is None else str(shown),
        "presentment_currency": shown_currency,
        "status": _tell_status(order),
        "created_at": created.isoformat(),
        "updated_at": _read_moment(order, ("updated_at",), at, notes).isoformat(),
        "email": read_email(customer.get("email") or order.get("email")
                            or order.get("contact_email")),
        "phone": read_phone(customer.get("phone") or order.get("phone")),
        "shop_id": _read_number_if_there(customer.get("id")),
        "products": [_tell_line(one) for one in _list(order.get("line_items"))[:_MOST_LINES]],
        "refunds": [_tell_refund(one) for one in _list(order.get("refunds"))],
        "landings": _read_landings(order),
        "notes": notes,
    }  # fmt: skip


def read_refund(refund: Mapping[str, Any]) -> Read:
    """What is used of a refund that came by itself: its order, and what was paid back.

    Raises:
        UnreadableError: it names no order.
    """
    return {"id": read_number(refund.get("order_id")), "refunds": [_tell_refund(refund)]}


def read_number(value: Any) -> str:
    """The shop's number of something; of `gid://shopify/Order/1` the last part.

    Raises:
        UnreadableError: there is none.
    """
    found = _read_number_if_there(value)
    if found is None:
        raise UnreadableError("no_number")
    return found


def sum_refunds(
    refunds: Iterable[Mapping[str, Any]], order: Mapping[str, Any]
) -> tuple[Decimal, bool]:
    """What was paid back in the shop's currency, and whether all of it is known.

    Args:
        refunds: of one order, each once, as `read_order` and `read_refund` tell them.
        order: as `read_order` tells it.
    """
    total, is_known = Decimal(0), True
    for one in refunds:
        for amount, currency in one["paid"]:
            if currency in (None, order["currency"]):
                total += Decimal(amount)
            elif currency == order["presentment_currency"] and Decimal(order["presentment_total"]):
                rate = Decimal(order["total"]) / Decimal(order["presentment_total"])
                total += (Decimal(amount) * rate).quantize(Decimal("0.01"))
            else:
                is_known = False
    return total, is_known


def _read_number_if_there(value: Any) -> str | None:
    found = re.fullmatch(r"(?:gid://shopify/\w+/)?(\d{1,30})", str(value).strip(), re.ASCII)
    return found[1] if found and not isinstance(value, bool) else None


def _read_currency(value: Any) -> str:
    if not isinstance(value, str) or not _CURRENCY.fullmatch(value):
        raise UnreadableError("no_currency")
    return value


def _read_moment(
    order: Mapping[str, Any], names: tuple[str, ...], at: datetime, notes: list[str]
) -> datetime:
    for name in names:
        if (found := read_moment(order.get(name), at)) is not None:
            return found
    notes.append(f"{names[0]} is no moment with a zone: taken from the delivery")
    return at


def _read_presentment(order: Mapping[str, Any]) -> tuple[Decimal | None, str | None]:
    money = _get(_get(order, "total_price_set"), "presentment_money")
    if not money:
        return None, None
    try:
        return read_money(money.get("amount")), _read_currency(money.get("currency_code"))
    except UnreadableError:
        return None, None


def _read_usd(order: Mapping[str, Any], currency: str, total: Decimal) -> str | None:
    """The total in US dollars where the order says so: no rate is taken from elsewhere."""
    if currency == "USD":
        return str(total)
    shown, shown_currency = _read_presentment(order)
    if shown_currency == "USD":
        return str(shown)
    try:
        return str(read_money(order.get("total_price_usd")))
    except UnreadableError:
        return None


def _tell_status(order: Mapping[str, Any]) -> str:
    if order.get("test") is True:
        return "test"
    paid = order.get("financial_status")
    if order.get("cancelled_at") or paid in _VOID:
        return "cancelled"
    return str(paid) if paid in ("paid", "partially_refunded", "refunded") else "open"


def _tell_line(line: Any) -> Read:
    one = line if isinstance(line, dict) else {}
    quantity = one.get("quantity")
    return {
        "title": clean(one.get("title") or one.get("name")),
        "product_id": _read_number_if_there(one.get("product_id")),
        "sku": clean(one.get("sku")),
        "quantity": quantity if isinstance(quantity, int) else None,
    }


def _tell_refund(refund: Any) -> Read:
    one = refund if isinstance(refund, dict) else {}
    paid = []
    for each in _list(one.get("transactions")):
        if (
            isinstance(each, dict)
            and each.get("kind") == "refund"
            and each.get("status") == "success"
        ):
            paid.append((str(read_money(each.get("amount"))), each.get("currency")))
    return {"id": read_number(one.get("id")), "paid": paid}


def _read_landings(order: Mapping[str, Any]) -> list[Read]:
    """Where the buyer came from: the shop's own note, and addresses or parameters in attributes."""
    shop = clean(order.get("referring_site"), 2000)
    landings = [read_landing(clean(order.get("landing_site"), 4000), shop)]
    named: dict[str, str] = {}
    for one in filter(_is_object, _list(order.get("note_attributes"))):
        name, value = clean(one.get("name")), clean(one.get("value"), 4000)
        if name and value and ("?" in value or "://" in value):
            landings.append(read_landing(value, None))
        elif name and value:
            named[name] = value
    landings.append(read_landing(None, None, named))
    told = [one.as_dict() for one in landings if one is not None]
    return [one for n, one in enumerate(told) if one not in told[:n]]


def _get(value: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = value.get(name)
    return found if isinstance(found, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _is_object(value: Any) -> bool:
    return isinstance(value, dict)
