"""Landings that orders and forms tell of, as rows of `touches`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from onevice_assets.campaigns.attribution.tracing.landing import Landing
from resources.identity import derived_id

if TYPE_CHECKING:
    from onevice_assets.campaigns.attribution.tracing.find_campaign import Campaigns

Row = dict[str, Any]
_UTM = ("utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term", "utm_id")


def make_touches(
    of: str,
    at: datetime,
    landings: Iterable[Mapping[str, Any]],
    campaigns: Campaigns,
    more: Mapping[str, Any],
) -> list[Row]:
    """Rows of the landings of one order or form.

    Args:
        of: id of the purchase or form.
        at: when it was; when they landed is told nowhere.
        landings: as `Landing.as_dict` has them, in their order.
        campaigns: looks up what they name.
        more: columns all of them have: owners, the person, the delivery.
    """
    return [
        {**more, **_tell(of, at, number, one, campaigns)} for number, one in enumerate(landings)
    ]


def _tell(of: str, at: datetime, number: int, told: Mapping[str, Any], campaigns: Campaigns) -> Row:
    landing = Landing(**{**told, "click_ids": tuple(told.get("click_ids", ()))})
    found = campaigns.find(landing)
    return {
        "id": derived_id(at, "touches", of, number),
        "occurred_at": at,
        "is_direct": landing.is_direct,
        "page": landing.page,
        "referrer_host": landing.referrer_host or None,
        **{name: getattr(landing, name) or None for name in _UTM},
        "click_ids": json.dumps(landing.click_ids),
        "network": found.network,
        "campaign_id": found.campaign_id,
        "campaign_name": found.campaign_name,
        "content_id": found.content_id,
        "matched_by": found.matched_by,
        "reason": found.reason,
    }
