"""Checks of attribution: that nothing is lost or counted twice on the way to a campaign."""

from collections import Counter, defaultdict
from math import isclose
from typing import Any

import dagster as dg

from onevice_assets.partitions import campaign_clients
from onevice_assets.tables import campaign_attribution as tables
from resources.lake import Lake

_READ = dg.AssetKey(["campaigns", "read_deliveries"])
_ATTRIBUTIONS = dg.AssetKey(["campaigns", "attributions"])
_CUSTOMERS = dg.AssetKey(["campaigns", "customers"])
_MOST_FAILING = 0.05


@dg.asset_check(asset=_READ, partitions_def=campaign_clients)
def most_deliveries_are_read(
    context: dg.AssetCheckExecutionContext, lake: Lake
) -> dg.AssetCheckResult:
    """At most a twentieth of the deliveries cannot be read, and none is of a shop not sold by."""
    rows = lake.read_rows(tables.read_deliveries.only("status", "reason"), context.partition_key)
    reasons = Counter(row["reason"] for row in rows if row["status"] != "read")
    failed = sum(row["status"] == "error" for row in rows)
    return dg.AssetCheckResult(
        passed=failed <= _MOST_FAILING * len(rows) and not reasons["service_client"],
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"deliveries": len(rows), "not counted": dict(reasons)},
    )


@dg.asset_check(asset=_ATTRIBUTIONS, blocking=True, partitions_def=campaign_clients)
def shares_sum_to_one(context: dg.AssetCheckExecutionContext, lake: Lake) -> dg.AssetCheckResult:
    """Every purchase that counts and every lead is given away whole, by each model, or told."""
    key = context.partition_key
    shares: dict[Any, float] = defaultdict(float)
    rows = lake.read_rows(tables.attributions, key)
    for row in rows:
        shares[(row["purchase_id"] or row["lead_id"], row["model"])] += row["share"]
    purchases = lake.read_rows(tables.purchases.only("id", "is_counted"), key)
    due = {row["id"] for row in purchases if row["is_counted"]}
    due |= {row["id"] for row in lake.read_rows(tables.leads.only("id"), key)}
    wanted = {(one, model) for one in due for model in tables.MODELS}
    wrong = {one for one, share in shares.items() if share != 1.0}
    untold = [row["id"] for row in rows if (row["campaign_id"] is None) != bool(row["reason"])]
    return dg.AssetCheckResult(
        passed=not wrong and not untold and wanted == set(shares),
        metadata={
            "subjects": len(due),
            "shares that are not 1": sorted(map(str, wrong))[:5],
            "missing": sorted(map(str, wanted - set(shares)))[:5],
            "of nothing that counts": sorted(map(str, set(shares) - wanted))[:5],
            "neither campaign nor reason": untold[:5],
        },
    )


@dg.asset_check(asset=_ATTRIBUTIONS, blocking=True, partitions_def=campaign_clients)
def attributed_revenue_is_all_revenue(
    context: dg.AssetCheckExecutionContext, lake: Lake
) -> dg.AssetCheckResult:
    """By each model and currency the attributed revenue is what purchases left after refunds."""
    key = context.partition_key
    earned: dict[str, float] = defaultdict(float)
    for row in lake.read_rows(tables.purchases, key):
        if row["is_counted"]:
            earned[row["currency"]] += row["net_total"]
    given: dict[tuple[str, str], float] = defaultdict(float)
    for row in lake.read_rows(tables.attributions, key):
        if row["subject"] == "purchase":
            given[(row["model"], row["currency"])] += row["revenue"]
    differ = [
        f"{model} {currency}"
        for currency, total in earned.items()
        for model in tables.MODELS
        if not isclose(given[(model, currency)], total, rel_tol=1e-9, abs_tol=0.005)
    ]
    return dg.AssetCheckResult(passed=not differ, metadata={"differ": differ, **earned})


@dg.asset_check(asset=_CUSTOMERS, partitions_def=campaign_clients)
def customers_hold_every_purchase(
    context: dg.AssetCheckExecutionContext, lake: Lake
) -> dg.AssetCheckResult:
    """Every purchase that counts is one customer's, or names nobody; how many name nobody."""
    key = context.partition_key
    counted = [row for row in lake.read_rows(tables.purchases, key) if row["is_counted"]]
    named = sum(row["customer_id"] is not None for row in counted)
    held = sum(row["total_purchases"] for row in lake.read_rows(tables.customers, key))
    return dg.AssetCheckResult(
        passed=named == held,
        metadata={"purchases": len(counted), "of nobody": len(counted) - named, "held": held},
    )
