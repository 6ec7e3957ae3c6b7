"""What was read of a client's forms, each submission once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from onevice_assets.campaigns.attribution.people.join_people import Sign
from resources.identity import derived_id

Row = dict[str, Any]


@dataclass(frozen=True)
class Form:
    """A submission: its row of `website_forms`, what was read of it, and who it is of."""

    row: Row
    parsed: Mapping[str, Any]
    sign: Sign


def make_forms(owner: Mapping[str, Any], deliveries: Iterable[Row]) -> list[Form]:
    """Every submission of a client, the oldest first; one that came twice by its number once.

    Args:
        owner: `organization_id` and `brand_id` of the rows.
        deliveries: rows of `read_deliveries` that count.
    """
    found: dict[tuple[Any, ...], Form] = {}
    for delivery in sorted(deliveries, key=lambda one: (one["received_at"], one["id"])):
        if delivery["kind"] == "form":
            parsed = json.loads(delivery["parsed"])
            number = parsed["event"] or delivery["id"]
            key = (parsed["form_type"] if parsed["event"] else None, number)
            found.setdefault(key, _make(owner, delivery, parsed, key))
    return sorted(found.values(), key=lambda one: (one.sign.at, one.sign.own))


def _make(
    owner: Mapping[str, Any], delivery: Row, parsed: Mapping[str, Any], key: tuple[Any, ...]
) -> Form:
    at = datetime.fromisoformat(parsed["submitted_at"])
    identity = derived_id(at, "website_forms", owner["brand_id"], *key)
    row = {
        **owner,
        "id": identity,
        "delivery_id": delivery["id"],
        "form_type": parsed["form_type"],
        "page": parsed["page"],
        "submitted_at": at,
    }
    return Form(row, parsed, Sign(identity, at, parsed["email"], parsed["phone"]))
