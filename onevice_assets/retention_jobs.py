"""Jobs that remove what is older than its period; `jobs.py` lists them with all others."""

from __future__ import annotations

import dagster as dg

from onevice_assets.groups import group
from onevice_assets.upkeep.retention.data_types import REMOVED

RETENTION = dg.AssetSelection.groups(group("upkeep", "retention"))
_OF_WEBSITES = dg.AssetSelection.assets(
    *(["upkeep", "retention", one.name] for one in REMOVED if one.cut == "day_website")
)

remove_old_days = dg.define_asset_job(
    "remove_old_days",
    selection=_OF_WEBSITES,
    description="Archive and remove days of a website whose period has ended. Free.",
)

remove_old_records = dg.define_asset_job(
    "remove_old_records",
    selection=RETENTION - _OF_WEBSITES,
    description="Archive and remove objects, rows and runs whose period has ended. Free.",
)
