"""Rows of leads, customers and purchases as nodes and relationships of a client's memory."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from onevice_assets.campaigns.projections.make_rows import write_moment
from resources.identity import derived_id

Row = dict[str, Any]

_ENDS: Final = {"ATTRIBUTED_TO_CAMPAIGN": "campaign_id", "ATTRIBUTED_TO_CONTENT": "content_id"}
"""Relationship → column of `attributions` with the node it leads to."""


def make_attribution_rows(
    tables: Mapping[str, Sequence[Mapping[str, Any]]],
    campaigns: Iterable[str],
    content: Iterable[str],
) -> dict[str, list[Row]]:
    """What the graph should hold of who came of campaigns.

    Args:
        tables: rows of `leads`, `website_forms`, `customers`, `purchases`, `attributions`, by name.
        campaigns: ids of the campaigns that are remembered; nothing leads to another one.
        content: ids of the creatives that are remembered.
    """
    there = {"campaign_id": set(campaigns), "content_id": set(content)}
    leads = tables["leads"]
    counted = [row for row in tables["purchases"] if row["is_counted"]]
    return {
        "Lead": [_tell_lead(row) for row in leads],
        "WebsiteForm": [
            {**_pick(row, "id", "form_type"), "submitted_at": write_moment(row["submitted_at"])}
            for row in tables["website_forms"]
        ],
        "Customer": [_tell_customer(row) for row in tables["customers"]],
        "Purchase": [_tell_purchase(row) for row in counted],
        "SUBMITTED": [
            {"start": one["lead_id"], "end": one["id"]} for one in tables["website_forms"]
        ],
        "CAME_FROM": [
            {"start": row["id"], "end": row["campaign_id"]}
            for row in leads
            if row["campaign_id"] in there["campaign_id"]
        ],
        "CONVERTED_TO": [
            {
                "start": row["id"],
                "end": row["customer_id"],
                "converted_at": _tell(row["converted_at"]),
            }
            for row in leads
            if row["customer_id"]
        ],
        **{
            kind: _credit(kind, tables["attributions"], column, there[column])
            for kind, column in _ENDS.items()
        },
    }


def _credit(
    kind: str, attributions: Iterable[Mapping[str, Any]], column: str, there: set[str]
) -> list[Row]:
    """One relationship per purchase, end and model: its shares added, which is exact."""
    found: defaultdict[tuple[str, str, str], list[Mapping[str, Any]]] = defaultdict(list)
    for row in attributions:
        if row["subject"] == "purchase" and row[column] in there:
            found[(row["purchase_id"], row[column], row["model"])].append(row)
    return [
        {
            "id": derived_id(rows[0]["occurred_at"], kind, *key),
            "start": key[0],
            "end": key[1],
            "model": key[2],
            "share": sum(row["share"] for row in rows),
            "revenue": _add([row["revenue_usd"] for row in rows]),
        }
        for key, rows in found.items()
    ]


def _tell_lead(row: Mapping[str, Any]) -> Row:
    names = ("id", "name", "email", "phone", "service_interest", "score", "tier", "source_campaign")
    return {**_pick(row, *names), "created_at": write_moment(row["created_at"])}


def _tell_customer(row: Mapping[str, Any]) -> Row:
    return {
        **_pick(row, "id", "email", "total_purchases", "total_revenue"),
        "first_purchase_date": write_moment(row["first_purchase_date"]),
    }


def _tell_purchase(row: Mapping[str, Any]) -> Row:
    return {
        **_pick(row, "id", "currency", "customer_id"),
        "order_total": row["order_total_usd"],
        "net_total": row["net_total_usd"],
        "order_total_shop": row["order_total"],
        "products": [one["title"] for one in json.loads(row["products"]) if one["title"]],
        "purchase_date": write_moment(row["purchase_date"]),
    }


def _pick(row: Mapping[str, Any], *names: str) -> Row:
    return {name: row[name] for name in names}


def _tell(moment: datetime | None) -> str | None:
    return None if moment is None else write_moment(moment)


def _add(amounts: Sequence[float | None]) -> float | None:
    known = [one for one in amounts if one is not None]
    return sum(known) if len(known) == len(amounts) else None
