"""External assets: the control plane's tables, where every lineage begins with a decision.

Nothing here computes; people and apps write these tables (`onevice site|brand|prompts|simulate`).
"""

from __future__ import annotations

import dagster as dg

from onevice_assets.groups import OWNERS, group, tags

_TABLES = {
    "websites": "One row per watched website: its address, organization and crawl depth.",
    "brands": "One row per known brand, with its aliases: the catalogue answers are read with.",
    "website_brands": "Which website tracks which brand, as its own or as a competitor, and since "
    "when.",
    "competitor_relationships": "One row per pair of own brand and competitor of a website.",
    "prompt_overrides": "What people wrote, pinned or rejected; it wins over generated prompts.",
    "simulation_runs": "One row per asked or imported set of answers, with its progress.",
}


def key(table: str) -> dg.AssetKey:
    """Asset key of a control-plane table."""
    return dg.AssetKey(["control", table])


def specs() -> list[dg.AssetSpec]:
    """External assets of the control plane."""
    return [
        dg.AssetSpec(
            key=key(name),
            description=description,
            group_name=group("control", "decisions"),
            owners=OWNERS,
            kinds={"postgres"},
            tags=tags(layer="control"),
            metadata={"dagster/table_name": f"control.{name}"},
        )
        for name, description in _TABLES.items()
    ]
