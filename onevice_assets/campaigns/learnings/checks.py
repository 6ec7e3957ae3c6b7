"""Checks of learnings: that what is believed may be, and that nothing tells on a client."""

import dagster as dg

from onevice_assets.partitions import campaign_clients, campaign_organizations
from onevice_assets.tables import campaign_learnings as tables
from resources.control_plane.resource import ControlPlane
from resources.lake import Lake

_LEARNINGS = dg.AssetKey(["campaigns", "learnings"])
_CROSS = dg.AssetKey(["campaigns", "cross_client_learnings"])


@dg.asset_check(asset=_LEARNINGS, blocking=True, partitions_def=campaign_clients)
def what_is_believed_has_evidence(
    context: dg.AssetCheckExecutionContext, lake: Lake
) -> dg.AssetCheckResult:
    """Every believed pair has enough ads and creatives, and a bound beyond nothing."""
    from onevice_assets.campaigns.learnings.believe import LEAST_ADS, LEAST_EVIDENCE, MOST_FALSE

    rows = lake.read_rows(tables.learnings, context.partition_key)
    wrong = [
        f"{row['kind']} {row['start_name']} {row['end_name']}"
        for row in rows
        if row["believed"]
        and not (
            row["sample_size"] >= LEAST_ADS
            and row["evidence_count"] >= LEAST_EVIDENCE
            and row["q_value"] <= MOST_FALSE
            and (row["lower_bound"] > 0 or row["upper_bound"] < 0)
        )
    ]
    return dg.AssetCheckResult(
        passed=not wrong, metadata={"pairs": len(rows), "wrong": sorted(wrong)[:5]}
    )


@dg.asset_check(asset=_CROSS, blocking=True, partitions_def=campaign_organizations)
def no_client_is_told_apart(
    context: dg.AssetCheckExecutionContext, lake: Lake, control: ControlPlane
) -> dg.AssetCheckResult:
    """At least three clients stand behind each row, and no client's name or id is in any text."""
    from onevice_assets.campaigns.learnings.pool_clients import LEAST_CLIENTS
    from resources.control_plane import campaign_clients as clients

    rows = lake.read_rows(tables.cross_client_learnings, context.partition_key)
    with control.begin() as db:
        names = {word for one in clients.list_all(db) for word in (one.id, one.name, one.slug)}
    few = [row["id"] for row in rows if row["client_count"] < LEAST_CLIENTS]
    told = [
        row["id"]
        for row in rows
        if any(f" {name.casefold()} " in f" {row['text'].casefold()} " for name in names)
    ]
    return dg.AssetCheckResult(
        passed=not few and not told, metadata={"rows": len(rows), "few": few[:5], "told": told[:5]}
    )
