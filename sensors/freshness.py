"""Freshness: which assets somebody looks at every morning, and when they are overdue.

A policy is of an asset and not of a partition. Green says: some day of some website was made in
the last hours. It does not say that it was today's, nor that every website has it; a backfill of
an old day turns it green. Red says for certain that nothing was made: the daemon is down, the
schedule is off, or every website fails. Whether one website's day was asked is told by the
partitions of `llm_responses` and by the failure notices.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import dagster as dg

# a day comes every 24 h; two hours are for a slow morning, twelve for a failed one tried again
EVERY_DAY = dg.FreshnessPolicy.time_window(
    warn_window=timedelta(hours=26), fail_window=timedelta(hours=36)
)
LOOKED_AT = frozenset(
    dg.AssetKey(["brand_monitor", *name.split("/")])
    for name in ("llm_responses", "share_of_voice", "influence_report", "postgres/serving_day")
)


def expect(assets: Iterable[Any]) -> list[Any]:
    """Give the assets that people look at every day their policy."""

    def with_policy(spec: dg.AssetSpec) -> dg.AssetSpec:
        if spec.key not in LOOKED_AT:
            return spec
        return spec.replace_attributes(freshness_policy=EVERY_DAY)

    # Dagster copies whatever it maps, and few are looked at
    return [
        mapped
        for one in assets
        for mapped in (dg.map_asset_specs(with_policy, [one]) if _keys(one) & LOOKED_AT else [one])
    ]


def _keys(asset: Any) -> set[dg.AssetKey]:
    return {asset.key} if isinstance(asset, dg.AssetSpec) else set(asset.keys)
