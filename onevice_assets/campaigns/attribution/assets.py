"""Assets of the stage `attribution`: deliveries as they were read, and what follows from them."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import dagster as dg

from onevice_assets.lake_assets import ONE_A_RUN, find_client, markdown_table, options, result
from onevice_assets.tables import ALL
from onevice_assets.tables import campaign_attribution as tables
from resources.attribution_rules import AttributionRules
from resources.control_plane.resource import ControlPlane
from resources.lake import Lake
from resources.object_store import Objects
from resources.table_schema import Table

_READ = dg.AssetKey(["campaigns", "read_deliveries"])
# what an address may name; a client without reports of ads has none of it
_NAMED = ("campaigns", "ad_performance", "content")


@dg.asset(
    **options(tables.read_deliveries, "attribution", kinds={"python"}),
    description=tables.read_deliveries.description,
    code_version="1",
    backfill_policy=ONE_A_RUN,
)
def read_deliveries(
    context: dg.AssetExecutionContext, lake: Lake, objects: Objects, control: ControlPlane
) -> dg.MaterializeResult[Any]:
    """Read what came in since the last run, write the client's rows, and note what was read."""
    from onevice_assets.campaigns.attribution.reading.read_new import Deliveries
    from resources.control_plane import webhook_deliveries

    key = context.partition_key
    client = find_client(control, key)
    with control.begin() as db:
        found = webhook_deliveries.list_of(db, client.id)
    kept = lake.read_rows_if_there(tables.read_deliveries, key)
    rows = Deliveries(objects, client).read(found, kept)
    written = lake.write(tables.read_deliveries, key, rows)
    with control.begin() as db:
        webhook_deliveries.mark_read(db, [one.id for one in found], datetime.now(UTC))
    counts = Counter((row["kind"], row["status"], row["reason"] or "") for row in rows)
    shops = {one.headers.get("x-shopify-shop-domain", "") for one in found} - {""}
    preview = [
        {"kind": kind, "status": status, "reason": reason, "deliveries": count}
        for (kind, status, reason), count in counts.most_common()
    ]
    extra = {"new": len(rows) - len(kept), "shops": sorted(shops)[:5]}
    return result(context, tables.read_deliveries, {key: written}, preview=preview, extra=extra)


def _spec(table: Table) -> dg.AssetSpec:
    known = options(table, "attribution", kinds={"python"})
    deps = [_READ, *(dg.AssetKey(["campaigns", name]) for name in _NAMED)]
    return dg.AssetSpec(**known, code_version="1", description=table.description, deps=deps)


@dg.multi_asset(
    name="trace_people",
    specs=[_spec(table) for table in tables.TRACED],
    backfill_policy=ONE_A_RUN,
)
def trace_people(
    context: dg.AssetExecutionContext,
    lake: Lake,
    control: ControlPlane,
    attribution_rules: AttributionRules,
) -> Iterator[dg.MaterializeResult[Any]]:
    """Tell who is one, what they did, how promising leads are, and which campaign brought them."""
    from onevice_assets.campaigns.attribution.people.score_lead import Thresholds
    from onevice_assets.campaigns.attribution.trace import Rules, trace
    from onevice_assets.campaigns.attribution.tracing.find_campaign import Campaigns

    key = context.partition_key
    client = find_client(control, key)
    named = {name: lake.read_rows_if_there(ALL[name], key) for name in _NAMED}
    campaigns = Campaigns(
        named.get("campaigns", []), named.get("ad_performance", []), named.get("content", [])
    )
    given = attribution_rules
    rules = Rules(
        datetime.now(UTC).date(), given.window, Thresholds(given.hot_from, given.warm_from)
    )
    owner = {"organization_id": client.organization_id, "brand_id": client.id}
    made = trace(owner, lake.read_rows(tables.read_deliveries, key), campaigns, rules)
    for table in tables.TRACED:
        written = lake.write(table, key, made[table.name])
        yield result(context, table, {key: written}, extra=_tell(table.name, made[table.name]))


def _tell(name: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Counts of a table; never who."""
    columns = {
        "touches": ("network", "matched_by", "reason"),
        "leads": ("tier",),
        "purchases": ("status", "currency"),
        "attributions": ("subject", "model", "reason"),
    }
    if name not in columns or not rows:
        return {}
    names = columns[name]
    counts = Counter(json.dumps([row[one] for one in names]) for row in rows)
    table = [
        {**dict(zip(names, json.loads(one), strict=True)), "rows": count}
        for one, count in counts.most_common(20)
    ]
    return {"counts": dg.MetadataValue.md(markdown_table(table))}
