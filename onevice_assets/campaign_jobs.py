"""Jobs of campaigns, named by what they do; `jobs.py` lists them with all others."""

from __future__ import annotations

import dagster as dg

from onevice_assets.groups import group

describe_content = dg.define_asset_job(
    "describe_content",
    selection=dg.AssetSelection.groups(group("campaigns", "content")),
    description="Describe a client's new creatives. May cost money.",
)

_OVER_CLIENTS = dg.AssetSelection.assets(
    ["campaigns", "cross_client_learnings"], ["campaigns", "vectors", "cross_campaign_learnings"]
)

remember_content = dg.define_asset_job(
    "remember_content",
    selection=(
        dg.AssetSelection.groups(group("campaigns", "content"))
        | dg.AssetSelection.groups(group("campaigns", "projections"))
    )
    - _OVER_CLIENTS,
    description="Describe a client's new creatives and remember what they show. May cost money.",
)

learn_from_results = dg.define_asset_job(
    "learn_from_results",
    selection=(
        dg.AssetSelection.groups(group("campaigns", "learnings"))
        | dg.AssetSelection.groups(group("campaigns", "projections"))
    )
    - _OVER_CLIENTS,
    description="Learn from a client's results anew, and remember what was learnt. Free, unless "
    "vectors are a provider's.",
)

share_learnings = dg.define_asset_job(
    "share_learnings",
    selection=_OVER_CLIENTS,
    description="Pool what an organization's clients were taught, without naming any. Free, unless "
    "vectors are a provider's.",
)

_REPORTS = dg.AssetSelection.assets(
    *(
        ["campaigns", name]
        for name in ("report_files", "report_rows", "report_things", "refused_report_rows")
    )
)

read_campaign_reports = dg.define_asset_job(
    "read_campaign_reports",
    selection=_REPORTS,
    description="Read a client's new reports of ad platforms. Free.",
)

remember_performance = dg.define_asset_job(
    "remember_performance",
    selection=(
        dg.AssetSelection.groups(group("campaigns", "performance"))
        | dg.AssetSelection.groups(group("campaigns", "learnings"))
        | dg.AssetSelection.groups(group("campaigns", "projections"))
    )
    - _OVER_CLIENTS,
    description="Read a client's new reports, learn from them, and remember how campaigns went. "
    "Free, unless vectors are a provider's.",
)

read_webhooks = dg.define_asset_job(
    "read_webhooks",
    selection=dg.AssetSelection.assets(["campaigns", "read_deliveries"]),
    description="Read what a client's shop and forms sent; what follows is automation's. Free.",
)

trace_attribution = dg.define_asset_job(
    "trace_attribution",
    selection=dg.AssetSelection.groups(group("campaigns", "attribution")),
    description="Read a client's deliveries, tell leads, customers, purchases and shares. Free.",
)
