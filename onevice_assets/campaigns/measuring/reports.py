"""A made-up quarter as files of the platforms' reports: Facebook's, with Instagram, and Google's.

The tables are those of the connectors (`campaigns/performance/reports`). Facebook tells hours and,
in tables of their own, actions; Google tells days, in millionths. Campaigns on other platforms are
left out. The last week comes twice: first before it was counted to the end, then corrected.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

import pandas as pd

from onevice_assets.campaigns.measuring.quarter import FIRST_DAY
from onevice_assets.campaigns.measuring.world import World
from onevice_assets.campaigns.model.shared import TIME_SLOTS

FACEBOOK: Final = ("facebook", "instagram")
GOOGLE: Final = ("google-search", "google-display")
_HOURS: Final = dict(zip(TIME_SLOTS, (6, 9, 12, 15, 19, 23), strict=True))
_AGES: Final = ("18-24", "25-34", "35-44", "45-54", "55-64")
_SYNCED: Final = "2027-01-02 03:00:00"
_EARLIER: Final = "2026-12-30 03:00:00"
_UPDATED: Final = "2026-09-30T08:00:00+0000"
_AD: Final = ["campaign_id", "demographic_id", "content_id"]


def audience_of(world: World, audience: str) -> tuple[str, str]:
    """Gender and age that an audience is told by, in Facebook's words."""
    return "female", _AGES[world.audiences.index(audience)]


def name_file(content_id: str) -> str:
    """Name of a creative's file, as the client's folder and the reports have it."""
    return f"{content_id}.jpg"


def write_reports(world: World, quarter: pd.DataFrame) -> dict[str, str]:
    """Files by name, as CSV.

    Args:
        world: the client.
        quarter: of `play`.

    Returns:
        In the order they come: the early files before the corrected ones.
    """
    files = {f"{network}_{name}": text for network, name, text in _tell_things(world)}
    last_week = FIRST_DAY + timedelta(84)
    late = quarter["date"] >= last_week
    early = quarter[late].assign(
        **{
            name: (quarter.loc[late, name] * 0.6).astype(int)
            for name in ("conversions", "impressions")
        }
    )
    files |= _tell_facts(world, early, "early", _EARLIER)
    return files | _tell_facts(world, quarter, "whole", _SYNCED)


def _tell_facts(world: World, rows: pd.DataFrame, which: str, synced: str) -> dict[str, str]:
    rows = rows.assign(
        ad_id=[_join(*one) for one in rows[_AD].itertuples(index=False)],
        hour=rows["time_slot"].map(_HOURS).astype("Int64"),
        publisher_platform=rows["platform"],
        _fivetran_synced=synced,
    )
    mine = rows[rows["platform"].isin(FACEBOOK)]
    kind = "purchase" if world.business == "ecommerce" else "lead"
    key = ["ad_id", "date", "hour", "publisher_platform", "_fivetran_synced"]
    counted = [(kind, "conversions"), ("post_engagement", "engagements")]
    actions = pd.concat(
        [mine[key].assign(action_type=name, value=mine[column]) for name, column in counted]
    )
    facts = mine[[*key, "impressions", "spend"]].assign(inline_link_clicks=mine["clicks"])
    found = {
        f"facebook_basic_ad_{which}.csv": facts,
        f"facebook_basic_ad_actions_{which}.csv": actions[actions["value"] > 0],
    }
    if world.business == "ecommerce":
        values = mine[key].assign(action_type=kind, value=mine["revenue"])
        found[f"facebook_basic_ad_action_values_{which}.csv"] = values[values["value"] > 0]
    theirs = rows[rows["platform"].isin(GOOGLE)]
    people = [audience_of(world, one) for one in theirs["demographic_id"]]
    stats = theirs[["date", "ad_id", "campaign_id", "impressions", "clicks", "_fivetran_synced"]]
    found[f"google_ad_stats_{which}.csv"] = stats.assign(
        customer_id="g-1",
        cost_micros=(theirs["spend"] * 1e6).round().astype(int),
        conversions=theirs["conversions"],
        conversions_value=theirs["revenue"],
        gender=[gender.upper() for gender, _ in people],
        age_range=[f"AGE_RANGE_{age.replace('-', '_')}" for _, age in people],
    )
    return {name: one.to_csv(index=False) for name, one in found.items() if len(one)}


def _tell_things(world: World) -> list[tuple[str, str, str]]:
    """Accounts, campaigns, ad sets, ads and creatives of both networks, as CSV."""
    told = []
    for network, platforms in (("facebook", FACEBOOK), ("google", GOOGLE)):
        runs = [one for one in world.campaigns if one.platform in platforms]
        if runs:
            tables = _tell_facebook(world) if network == "facebook" else _tell_google(world)
            told += [(network, f"{name}.csv", pd.DataFrame(rows).to_csv(index=False))
                     for name, rows in tables.items()]  # fmt: skip
    return told


def _tell_facebook(world: World) -> Mapping[str, list[dict[str, str]]]:
    same = {"account_id": "f-1", "updated_time": _UPDATED, "_fivetran_synced": _SYNCED}
    runs = [one for one in world.campaigns if one.platform in FACEBOOK]
    groups = [(run, audience) for run in runs for audience in run.audiences]
    shown = sorted({content for run in runs for content in run.creatives})
    ads = [(run, audience, content) for run, audience in groups for content in run.creatives]
    return {
        "account_history": [
            {"id": "f-1", "name": "Account", "currency": "USD", "_fivetran_synced": _SYNCED}
        ],
        "campaign_history": [
            {**same, "id": run.id, "name": run.id, "objective": "OUTCOME_SALES",
             "start_time": _tell_day(run.first_day), "stop_time": _tell_day(run.last_day)}
            for run in runs
        ],
        "ad_set_history": [
            {**same, "id": _join(run.id, audience), "campaign_id": run.id, "name": audience,
             "targeting_genders": audience_of(world, audience)[0],
             "targeting_age_range": audience_of(world, audience)[1]}
            for run, audience in groups
        ],
        "ad_history": [
            {**same, "id": _join(run.id, audience, content), "campaign_id": run.id,
             "ad_set_id": _join(run.id, audience), "creative_id": content, "name": content}
            for run, audience, content in ads
        ],
        "creative_history": [
            {**same, "id": content, "name": content,
             "image_url": f"https://cdn.example/{name_file(content)}?w=1080"}
            for content in shown
        ],
    }  # fmt: skip


def _tell_google(world: World) -> Mapping[str, list[dict[str, str]]]:
    same = {"updated_at": _UPDATED, "_fivetran_synced": _SYNCED, "status": "ENABLED"}
    runs = [one for one in world.campaigns if one.platform in GOOGLE]
    groups = [(run, audience) for run in runs for audience in run.audiences]
    return {
        "account_history": [
            {**same, "id": "g-1", "descriptive_name": "Account", "currency_code": "USD"}
        ],
        "campaign_history": [
            {**same, "id": run.id, "name": run.id, "customer_id": "g-1",
             "advertising_channel_type": run.platform.removeprefix("google-").upper(),
             "start_date": _tell_day(run.first_day), "end_date": _tell_day(run.last_day)}
            for run in runs
        ],
        "ad_group_history": [
            {**same, "id": _join(run.id, audience), "campaign_id": run.id, "name": audience}
            for run, audience in groups
        ],
        "ad_history": [
            {**same, "id": _join(run.id, audience, content), "name": name_file(content),
             "ad_group_id": _join(run.id, audience), "final_urls": "https://shop.example/"}
            for run, audience in groups for content in run.creatives
        ],
    }  # fmt: skip


def _join(*parts: str) -> str:
    return "/".join(parts)


def _tell_day(number: int) -> str:
    told: date = FIRST_DAY + timedelta(number)
    return told.isoformat()
