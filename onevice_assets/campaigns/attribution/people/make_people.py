"""Rows of people: leads by their forms, customers by their purchases."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from onevice_assets.campaigns.attribution.people.score_lead import Thresholds, score_lead, tell_tier

if TYPE_CHECKING:
    from onevice_assets.campaigns.attribution.forms import Form
    from onevice_assets.campaigns.attribution.orders import Purchase

Row = dict[str, Any]


def make_lead(
    forms: Sequence[Form], touch: Mapping[str, Any] | None, on: date, limits: Thresholds
) -> Row:
    """A person's columns of `leads` that follow from their forms.

    Args:
        forms: theirs, the oldest first, at least one.
        touch: the last one that counts before the first form; none: there is none.
        on: day the score counts back from.
        limits: from which score on a lead is hot or warm.
    """
    parsed = [one.parsed for one in forms]
    score, parts = score_lead(parsed, _tell_source(touch), on)
    return {
        "name": _newest(parsed, "name"),
        "email": _newest(parsed, "email"),
        "phone": _newest(parsed, "phone") or _newest(parsed, "typed_phone"),
        "service_interest": _newest(parsed, "service"),
        "score": score,
        "tier": tell_tier(score, limits),
        "score_parts": json.dumps(parts, sort_keys=True),
        "submissions": len(forms),
        "source_campaign": touch and (touch["campaign_name"] or touch["utm_campaign"]),
        "campaign_id": touch and touch["campaign_id"],
        "last_submitted_at": forms[-1].sign.at,
        "scored_on": on,
        "created_at": forms[0].sign.at,
    }


def make_customer(purchases: Sequence[Purchase]) -> Row:
    """A person's columns of `customers`.

    Args:
        purchases: theirs that count, the oldest first, at least one.
    """
    rows = [one.row for one in purchases]
    signs = [vars(one.sign) for one in purchases]
    currencies = {row["currency"] for row in rows}
    dollars = [row["net_total_usd"] for row in rows]
    is_one = len(currencies) == 1
    return {
        "email": _newest(signs, "email"),
        "phone": _newest(signs, "phone"),
        "shop_ids": json.dumps(sorted({one["shop_id"] for one in signs if one["shop_id"]})),
        "total_purchases": len(rows),
        "total_revenue": None if None in dollars else round(sum(dollars), 2),
        "total_revenue_shop": round(sum(row["net_total"] for row in rows), 2) if is_one else None,
        "currency": currencies.pop() if is_one else None,
        "first_purchase_date": rows[0]["purchase_date"],
        "last_purchase_date": rows[-1]["purchase_date"],
        "created_at": rows[0]["purchase_date"],
    }


def _tell_source(touch: Mapping[str, Any] | None) -> str:
    if touch is None:
        return "direct"
    if touch["campaign_id"]:
        return "campaign"
    is_paid = touch["network"] and (touch["utm_campaign"] or touch["click_ids"] != "[]")
    return "paid" if is_paid else "referral"


def _newest(rows: Sequence[Mapping[str, Any]], name: str) -> Any:
    return next((row[name] for row in reversed(rows) if row[name]), None)
